import type { ChatCompletionChunk, CompletionUsage } from './chat-completion.js';

/**
 * One event of a streamed completion, neutral between providers and dialects: the upstream's JSON text, parsed at most once
 * and only when a reader asks. The chat dialect forwards the text; other dialects read the value.
 */
export class ChatChunk {
  private parsed?: ChatCompletionChunk;

  constructor(readonly data: string) {}

  get value(): ChatCompletionChunk {
    return (this.parsed ??= JSON.parse(this.data) as ChatCompletionChunk);
  }

  /** Token counts, on the chunk that carries them (with Model Studio the last one, whose choices are empty). */
  get usage(): CompletionUsage | undefined {
    return this.mayCarryUsage ? (this.value.usage ?? undefined) : undefined;
  }

  /** Whether this is the extra chunk that a client gets only after asking with `stream_options.include_usage`. */
  get isUsageOnly(): boolean {
    if (this.usage === undefined) return false;
    const { choices } = this.value as Partial<ChatCompletionChunk>;
    return (choices ?? []).length === 0;
  }

  // A test on the text that nearly always says no, so that ordinary chunks are never parsed. Quotes inside a string are
  // escaped in JSON, so generated text cannot match it.
  private get mayCarryUsage(): boolean {
    return this.parsed !== undefined || USAGE_OBJECT.test(this.data);
  }
}

const USAGE_OBJECT = /"usage":\s*\{/;
