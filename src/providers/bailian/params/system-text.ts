import type { ChatMessage } from '../../../contracts/chat-completion.js';

/** Contents one after the other: text where all are text, else a list of parts. */
export function joinContents(contents: readonly unknown[]): unknown {
  const present = contents.filter((content) => content !== undefined && content !== null);
  if (present.every((content) => typeof content === 'string')) return present.join('\n\n');
  return present.flatMap((content): readonly unknown[] =>
    Array.isArray(content) ? (content as readonly unknown[]) : [{ type: 'text', text: content }],
  );
}

/** The messages with a sentence at the end of the system message, or in one that is put in front. */
export function addToSystem(messages: readonly ChatMessage[], sentence: string): readonly ChatMessage[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: sentence }, ...messages];
  return [{ ...first, content: joinContents([first.content, sentence]) }, ...rest];
}
