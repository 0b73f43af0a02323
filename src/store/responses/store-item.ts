import { randomBytes } from 'node:crypto';
import type { ResponsesItem } from '../../contracts/responses.js';

const ID_BYTES = 24;

/** OpenAI's prefixes; clients tell items by them. */
const PREFIXES: Readonly<Record<string, string>> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
  compaction: 'cmp',
};

/** `resp`, `conv`… with an ending that nobody guesses. */
export function createStoredId(prefix: string): string {
  return `${prefix}_${randomBytes(ID_BYTES).toString('hex')}`;
}

/** An item as it is kept and listed: with an id and a type, the content of a message as parts. */
export function completeItem(item: ResponsesItem): ResponsesItem & { readonly id: string } {
  const type = item.type ?? 'message';
  const id =
    typeof item.id === 'string' && item.id !== '' ? item.id : createStoredId(PREFIXES[type] ?? 'item');
  if (type !== 'message') return { ...item, id, type };
  return { ...item, id, type, status: item.status ?? 'completed', content: toParts(item) };
}

function toParts({ role, content }: ResponsesItem): unknown {
  if (typeof content !== 'string') return content;
  return role === 'assistant'
    ? [{ type: 'output_text', text: content, annotations: [] }]
    : [{ type: 'input_text', text: content }];
}
