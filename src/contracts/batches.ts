import type { Observable } from 'rxjs';
import type { Call } from './call.js';
import type { ListQuery, ObjectPage, StoredObject } from './stored-objects.js';

/** OpenAI's batch object. Only what the gateway itself reads is named. */
export interface BatchObject extends StoredObject {
  readonly object: 'batch';
  readonly endpoint: string;
  readonly status: BatchStatus;
  readonly input_file_id: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
}

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** What a batch is made of, less its input. */
export interface BatchFields {
  readonly endpoint: string;
  readonly completion_window: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

export interface BatchRequest extends BatchFields {
  readonly input_file_id: string;
}

/** What an upstream takes as a batch's input. */
export interface BatchInputRules {
  /** The urls that lines may have, and the endpoints of batches. */
  readonly endpoints: readonly string[];
  readonly maxLines: number;
  /** Whether `max_tokens` of a line is to become `max_completion_tokens`. */
  readonly renamesOutputCap: boolean;
  /** A model that only batches have, and that no list of models names. */
  readonly testModel?: string;
}

/**
 * Requests that an upstream answers later, a file of them at a time. Every Observable is cold and emits once; unsubscribing
 * aborts the upstream request. They fail with GatewayErrors, `not_found` for an id that the upstream does not know.
 */
export interface BatchesCapability {
  /** Why this upstream has no batches after all, and what to do; set only where that is known. */
  readonly unavailable?: string;
  readonly input: BatchInputRules;
  /** @throws GatewayError 400 for fields that the upstream is known to refuse. Pure. */
  check(fields: BatchFields): void;
  /** Whether an input file is named by an address that is no id of a file. */
  isAddress(inputFileId: string): boolean;
  create(request: BatchRequest, call: Call): Observable<BatchObject>;
  list(query: ListQuery, call: Call): Observable<ObjectPage<BatchObject>>;
  retrieve(id: string, call: Call): Observable<BatchObject>;
  /** The upstream refuses it for a batch that has ended. */
  cancel(id: string, call: Call): Observable<BatchObject>;
}
