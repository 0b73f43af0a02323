import type { ChatMessage } from '../../contracts/chat-completion.js';
import { isRecord } from '../edge/is-record.js';

/** The parts of a message's content; plain text is one text part. */
export function listParts(message: ChatMessage | undefined): readonly Record<string, unknown>[] {
  const content = message?.content;
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

export function readText(message: ChatMessage | undefined): string {
  return listParts(message)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('');
}
