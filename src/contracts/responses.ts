/**
 * The wire format of OpenAI's Responses API. Only the fields that the gateway itself reads are named; requests may carry
 * any other.
 */
export interface ResponsesRequest {
  readonly model: string;
  readonly input?: string | readonly ResponsesItem[] | null;
  readonly instructions?: string | null;
  readonly stream?: boolean | null;
  /** Whether the response is kept; true where absent. */
  readonly store?: boolean | null;
  readonly previous_response_id?: string | null;
  readonly conversation?: string | { readonly id: string } | null;
  readonly tools?: readonly ResponsesTool[] | null;
  readonly [field: string]: unknown;
}

/** Something that was said or done: an entry of `input` or `output`. A message where it has no type but a role. */
export interface ResponsesItem {
  readonly type?: string | null;
  readonly id?: string | null;
  readonly [field: string]: unknown;
}

export interface ResponsesTool {
  readonly type?: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** The answer, as it is now. Besides these it repeats what the request said (`ResponseEcho`). */
export interface ResponseObject {
  readonly id: string;
  readonly object: 'response';
  /** Unix seconds. */
  readonly created_at: number;
  readonly completed_at: number | null;
  readonly status: ResponseStatus;
  readonly error: ResponseFailure | null;
  readonly incomplete_details: { readonly reason: 'max_output_tokens' | 'content_filter' } | null;
  readonly output: readonly ResponsesItem[];
  readonly usage: ResponseUsage | null;
  readonly [field: string]: unknown;
}

export interface ResponseFailure {
  readonly code: string;
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
}

/** Every count is always there: Codex fails to read a details object without its integer. */
export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}
