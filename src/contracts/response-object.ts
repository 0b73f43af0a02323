/**
 * The Responses API's objects, as far as the gateway itself reads them; every other field travels untouched.
 */
export interface ResponseItem {
  /** Absent on messages of some clients. */
  readonly type?: string | null;
  readonly id?: string | null;
  readonly [field: string]: unknown;
}

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** A snapshot of one response. */
export interface ResponseObject {
  readonly id: string;
  readonly object: 'response';
  /** Unix seconds. */
  readonly created_at: number;
  readonly status: ResponseStatus;
  readonly model: string;
  readonly output: readonly ResponseItem[];
  readonly [field: string]: unknown;
}
