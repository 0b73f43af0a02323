import type { ResponsesItem } from '../../../contracts/responses.js';
import { type ChatPart, convertContent } from './convert-content.js';
import { isRecord } from '../../is-record.js';
import type { Reports } from '../../reports.js';

/** What a tool gave back: text for its message, and what a tool message cannot hold. */
export interface ToolOutput {
  readonly text: string;
  readonly media: readonly ChatPart[];
}

const ELSEWHERE = '[see the image in the next message]';

/** @throws GatewayError 400 that names a part which cannot be passed on. */
export function readToolOutput(item: ResponsesItem, path: string, reports: Reports): ToolOutput {
  if (item.type === 'tool_search_output') return { text: describeFound(item.tools), media: [] };
  const { output } = item;
  if (isRecord(output)) return { text: JSON.stringify(output), media: [] };
  const content = convertContent(output, `${path}.output`, reports);
  if (typeof content === 'string') return { text: content, media: [] };
  const media = content.filter(({ type }) => type !== 'text');
  const text = content.map((part) => (part.type === 'text' ? String(part.text) : ELSEWHERE)).join('\n');
  return { text, media };
}

function describeFound(tools: unknown): string {
  const found = Array.isArray(tools) ? (tools as readonly unknown[]) : [];
  const names = found.flatMap((tool) => (isRecord(tool) && typeof tool.name === 'string' ? [tool.name] : []));
  return names.length === 0 ? 'No tools were found.' : `These tools can be called now: ${names.join(', ')}`;
}
