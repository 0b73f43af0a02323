import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { countTokens, splitTokens } from '../chat/tokens.js';

export interface GenerationStyle {
  /** The answer as a message, which is where reasoning and tool calls fit; else as bare text. */
  readonly isMessage: boolean;
  /** Each event has only what is new. */
  readonly isIncremental: boolean;
}

export interface Generation {
  readonly requestId: string;
  readonly completion: ChatCompletion;
  readonly style: GenerationStyle;
}

export function renderGeneration({ requestId, completion, style }: Generation): Record<string, unknown> {
  const [choice] = completion.choices;
  const { reasoning_content: reasoning, ...message } = { ...choice?.message };
  const said = typeof reasoning === 'string' && reasoning !== '' ? { reasoning_content: reasoning } : {};
  return {
    output: style.isMessage
      ? { choices: [{ finish_reason: choice?.finish_reason, message: { ...message, ...said } }] }
      : { finish_reason: choice?.finish_reason, text: message.content },
    usage: countUsage(completion, completion.usage?.completion_tokens ?? 0),
    request_id: requestId,
  };
}

/** Events as DashScope writes them: an id, a name, the status as a comment, and `"null"` until the end has a reason. */
export function* streamGeneration({ requestId, completion, style }: Generation): Generator<string, void> {
  const [choice] = completion.choices;
  const tokens = [...splitTokens(String(choice?.message.content))];
  let text = '';
  let output = 0;
  for (const [index, token] of tokens.entries()) {
    text = style.isIncremental ? token : text + token;
    output += countTokens(token);
    const isLast = index === tokens.length - 1;
    const reason = isLast ? (choice?.finish_reason ?? null) : 'null';
    yield frame(index + 1, {
      output: style.isMessage
        ? { choices: [{ message: { content: text, role: 'assistant' }, finish_reason: reason }] }
        : { text, finish_reason: reason },
      usage: countUsage(completion, isLast ? (completion.usage?.completion_tokens ?? output) : output),
      request_id: requestId,
    });
  }
}

function frame(id: number, data: unknown): string {
  return `id:${id}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(data)}\n\n`;
}

function countUsage({ usage }: ChatCompletion, output: number): Record<string, unknown> {
  const input = usage?.prompt_tokens ?? 0;
  return {
    prompt_tokens_details: { cached_tokens: 0 },
    total_tokens: input + output,
    output_tokens: output,
    input_tokens: input,
  };
}
