import type { ChatCompletionChunk, CompletionUsage } from './chat-completion.js';
import type { TextFrame } from './text-frame.js';

/**
 * One event of a streamed completion, neutral between providers and dialects: the upstream's JSON text, parsed at most once
 * and only when a reader asks. The chat dialect forwards the text; other dialects read the value.
 */
export class ChatChunk {
  /**
   * `frame` is the frame of the data, where that is known to carry a piece of text and no usage: chunks that have the same
   * frame, the same object, differ in their text only. `parsed` is the data's value, where it has been parsed already.
   */
  constructor(
    readonly data: string,
    readonly frame?: TextFrame,
    private parsed?: ChatCompletionChunk,
  ) {}

  static write(value: ChatCompletionChunk): ChatChunk {
    return new ChatChunk(JSON.stringify(value), undefined, value);
  }

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

  // Nearly always says no, so that ordinary chunks are never parsed. Quotes inside a string are escaped in JSON, so generated
  // text cannot match.
  private get mayCarryUsage(): boolean {
    if (this.frame !== undefined) return false;
    return this.parsed !== undefined || USAGE_OBJECT.test(this.data);
  }
}

const USAGE_OBJECT = /"usage":\s*\{/;
