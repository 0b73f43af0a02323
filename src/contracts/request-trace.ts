import type { Attempt, AttemptSettled } from './attempt.js';

/** What one request leaves in a tracing system; there is none while tracing is off. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  attemptStarted(attempt: Attempt): void;
  attemptSettled(attempt: Attempt, settled: AttemptSettled): void;
  /** The result of work that gets a span of its own below the request's. */
  follow<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** `traceparent` and `tracestate` for a request that goes out now: below the newest attempt. */
  outgoingHeaders(): Readonly<Record<string, string>>;
  /** Once, when the connection is done with the request. */
  end(ending: TracedEnding): void;
}

export interface TracedEnding {
  /** The route's pattern. */
  readonly route: string;
  readonly status: number;
  readonly errorCode?: string;
  readonly requestId: string;
  readonly team: string;
  /** The key's id. */
  readonly key: string;
}
