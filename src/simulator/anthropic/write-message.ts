import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { splitTokens } from '../chat/tokens.js';

type Block =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'text'; readonly text: string };

export interface AnthropicMessage {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly Block[];
  readonly stop_reason: string | null;
  readonly stop_sequence: null;
  readonly usage: Readonly<Record<string, number>>;
}

export function createMessage(requestId: string, completion: ChatCompletion): AnthropicMessage {
  const [choice] = completion.choices;
  const { content, reasoning_content: reasoning } = { ...choice?.message };
  const thought: readonly Block[] =
    typeof reasoning === 'string' && reasoning !== ''
      ? [{ type: 'thinking', thinking: reasoning, signature: '' }]
      : [];
  return {
    id: `msg_${requestId}`,
    type: 'message',
    role: 'assistant',
    model: completion.model,
    content: [...thought, { type: 'text', text: String(content) }],
    stop_reason: choice?.finish_reason === 'length' ? 'max_tokens' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: completion.usage?.prompt_tokens ?? 0,
      output_tokens: completion.usage?.completion_tokens ?? 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  };
}

export function* streamMessage(message: AnthropicMessage): Generator<string, void> {
  const { content, stop_reason, stop_sequence, usage } = message;
  const opening = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 0 } };
  yield frame('message_start', { message: opening });
  yield frame('ping', {});
  for (const [index, block] of content.entries()) yield* streamBlock(index, block);
  yield frame('message_delta', {
    delta: { stop_reason, stop_sequence },
    usage: { output_tokens: usage.output_tokens },
  });
  yield frame('message_stop', {});
}

function* streamBlock(index: number, block: Block): Generator<string, void> {
  const isText = block.type === 'text';
  const empty = isText ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' };
  yield frame('content_block_start', { index, content_block: empty });
  for (const token of splitTokens(isText ? block.text : block.thinking)) {
    const delta = isText ? { type: 'text_delta', text: token } : { type: 'thinking_delta', thinking: token };
    yield frame('content_block_delta', { index, delta });
  }
  yield frame('content_block_stop', { index });
}

function frame(type: string, fields: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
