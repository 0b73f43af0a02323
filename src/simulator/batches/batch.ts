export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** Why a batch does not go on: its client, its window, or the end of the simulator. */
export type StopReason = 'cancel' | 'expire' | 'close';

export interface BatchError {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  /** From 1; null where it is about the whole file. */
  readonly line: number | null;
}

/** Unix seconds. `expires_at` is missing: it stays null even while a batch runs. */
export interface BatchTimes {
  in_progress_at: number | null;
  finalizing_at: number | null;
  completed_at: number | null;
  failed_at: number | null;
  expired_at: number | null;
  cancelling_at: number | null;
  cancelled_at: number | null;
}

export interface Batch {
  readonly id: string;
  readonly account: string;
  readonly endpoint: string;
  readonly inputFileId: string;
  readonly window: string;
  readonly windowMs: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  status: BatchStatus;
  errors: readonly BatchError[] | null;
  outputFileId: string | null;
  errorFileId: string | null;
  readonly times: BatchTimes;
  readonly counts: { total: number; completed: number; failed: number };
  /** Aborted with a StopReason. */
  readonly stopping: AbortController;
}

export function readNow(): number {
  return Math.floor(Date.now() / 1_000);
}

/** The first reason counts. */
export function stopBatch(batch: Batch, reason: StopReason): void {
  batch.stopping.abort(reason);
}

export function readStopReason({ stopping: { signal } }: Batch): StopReason | undefined {
  return signal.aborted ? (signal.reason as StopReason) : undefined;
}

/** In the recorded order. */
export function renderBatch(batch: Batch): Record<string, unknown> {
  const { times } = batch;
  return {
    id: batch.id,
    object: 'batch',
    endpoint: batch.endpoint,
    errors: batch.errors === null ? null : { object: 'list', data: batch.errors },
    input_file_id: batch.inputFileId,
    completion_window: batch.window,
    status: batch.status,
    output_file_id: batch.outputFileId,
    error_file_id: batch.errorFileId,
    created_at: batch.createdAt,
    in_progress_at: times.in_progress_at,
    expires_at: null,
    finalizing_at: times.finalizing_at,
    completed_at: times.completed_at,
    failed_at: times.failed_at,
    expired_at: times.expired_at,
    cancelling_at: times.cancelling_at,
    cancelled_at: times.cancelled_at,
    request_counts: { ...batch.counts },
    metadata: batch.metadata,
  };
}
