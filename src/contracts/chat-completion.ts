/**
 * The chat-completions wire format: what OpenAI's clients send and expect, and what Model Studio's compatible interface
 * speaks. Only the fields that the gateway itself reads are named; every other field travels untouched.
 */
export interface ChatCompletionRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean | null;
  readonly stream_options?: StreamOptions | null;
  /** The older name of the output cap; see `contracts/output-cap.ts`. */
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly [field: string]: unknown;
}

export interface StreamOptions {
  readonly include_usage?: boolean;
  readonly [field: string]: unknown;
}

export interface ChatMessage {
  readonly role?: string;
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

/** A plain answer (`"object": "chat.completion"`). */
export interface ChatCompletion {
  id: string;
  object: string;
  created: number;
  model: string;
  choices: ChatCompletionChoice[];
  usage?: CompletionUsage | null;
  [field: string]: unknown;
}

export interface ChatCompletionChoice {
  index: number;
  message: ChatMessage;
  /** null only where Model Studio cut a plain answer at its time limit (`x-dashscope-partialresponse`). */
  finish_reason: string | null;
  [field: string]: unknown;
}

/** One event of a streamed answer (`"object": "chat.completion.chunk"`). */
export interface ChatCompletionChunk {
  id: string;
  object: string;
  created: number;
  model: string;
  choices: ChatCompletionChunkChoice[];
  usage?: CompletionUsage | null;
  [field: string]: unknown;
}

export interface ChatCompletionChunkChoice {
  index: number;
  delta: ChatCompletionDelta;
  finish_reason?: string | null;
  [field: string]: unknown;
}

export interface ChatCompletionDelta {
  role?: string;
  content?: string | null;
  reasoning_content?: string | null;
  tool_calls?: ToolCallDelta[];
  [field: string]: unknown;
}

export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: string;
  function?: { name?: string; arguments?: string };
  [field: string]: unknown;
}

/**
 * Token counts of one answer. `reasoning_tokens` lies inside `completion_tokens` and `cached_tokens` inside
 * `prompt_tokens` (recorded from Model Studio), so neither is added again.
 */
export interface CompletionUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number; [detail: string]: unknown } | null;
  completion_tokens_details?: { reasoning_tokens?: number; [detail: string]: unknown } | null;
  [detail: string]: unknown;
}
