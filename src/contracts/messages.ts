/**
 * The wire format of Anthropic's Messages API. Only the fields that the gateway itself reads are named; requests may carry any
 * other.
 */
export interface MessagesRequest {
  readonly model: string;
  readonly messages: readonly MessageParam[];
  /** Needed, but for counting tokens. */
  readonly max_tokens?: number | null;
  readonly stream?: boolean | null;
  readonly [field: string]: unknown;
}

export interface MessageParam {
  readonly role?: unknown;
  /** A text, or a list of blocks. */
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

/** The answer, as it is now. */
export interface MessageObject {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly MessageBlock[];
  readonly stop_reason: StopReason | null;
  readonly stop_sequence: string | null;
  readonly usage: MessageUsage;
}

export type MessageBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown };

export type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'stop_sequence' | 'refusal';

/** `input_tokens` are those that no cache served or took in: the three counts of input add up. */
export interface MessageUsage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
}
