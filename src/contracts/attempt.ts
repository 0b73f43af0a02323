import type { CompletionUsage } from './chat-completion.js';
import type { Principal } from './principal.js';

/** One try at one upstream, as far as it has come. */
export interface Attempt {
  /** The provider instance, e.g. `bailian-east`. */
  readonly provider: string;
  /** The upstream's name of the model. */
  readonly model: string;
  /** False for a model that no list names; metrics then say `other`, so that labels stay bounded. */
  readonly isListed: boolean;
  /** Whether its values are the events of a stream. */
  readonly isStream: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Epoch milliseconds of the first value, which for a stream is its first event. */
  firstValueAt?: number;
  /** How many there have been. */
  values: number;
  upstreamRequestId?: string;
  usage?: CompletionUsage;
}

/** How an attempt ended: answered, failed with an error, or abandoned because the client left. */
export type AttemptOutcome = 'completed' | 'failed' | 'abandoned';

/** The one event that ends every attempt; log, metrics and accounting read it. */
export interface AttemptSettled extends Readonly<Attempt> {
  readonly requestId: string;
  readonly principal: Principal;
  readonly outcome: AttemptOutcome;
  /** The gateway's error code where the outcome is `failed`. */
  readonly errorCode?: string;
  /** Milliseconds from start to end. */
  readonly durationMs: number;
}
