import type { FailureStage } from '../edge/simulator-error.js';

/** What is to go wrong with one answer. Every field is optional, and fields combine. */
export interface Fault {
  readonly status?: number;
  readonly code?: string | null;
  readonly type?: string;
  readonly message?: string;
  readonly stage?: FailureStage;
  readonly shape?: 'compatible' | 'native';
  /** Added to the answer, over its own. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly firstByteDelayMs?: number;
  readonly eventIntervalMs?: number;
  /** After so many events nothing more is sent, until the client leaves. */
  readonly stallAfterEvents?: number;
  /** After so many events the connection is destroyed. */
  readonly cutAfterEvents?: number;
  readonly cutBeforeHeaders?: boolean;
  readonly errorAfterEvents?: StreamError;
  readonly partial?: boolean;
  readonly rawBody?: string;
  readonly rawEvents?: readonly string[];
}

/** An error inside a stream whose status 200 has already left. */
export interface StreamError {
  /** Events before it; 0 if absent, as recorded. */
  readonly events?: number;
  readonly code?: string;
  readonly type?: string;
  readonly message?: string;
}

/** A fault that waits for the next requests that match. */
export interface QueuedFault {
  readonly fault: Fault;
  readonly times: number;
  readonly match: FaultMatch;
}

export interface FaultMatch {
  /** The end of the request's path. */
  readonly path?: string;
  readonly model?: string;
}
