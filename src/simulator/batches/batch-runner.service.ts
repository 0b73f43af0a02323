import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FileStore } from '../files/file-store.service.js';
import { type Batch, type BatchError, readNow, readStopReason, stopBatch } from './batch.js';
import { BatchClock } from './batch-clock.service.js';
import { checkInput } from './check-input.js';
import { LineRunner } from './line-runner.service.js';

/** Takes batches from `validating` to their end. */
@Injectable()
export class BatchRunner implements OnModuleDestroy {
  private readonly running = new Map<Batch, Promise<void>>();
  private readonly closing = new AbortController();

  constructor(
    private readonly clock: BatchClock,
    private readonly files: FileStore,
    private readonly lines: LineRunner,
  ) {}

  start(batch: Batch): void {
    const expiry = setTimeout(() => {
      stopBatch(batch, 'expire');
    }, this.clock.settings.windowMs ?? batch.windowMs).unref();
    const run = this.run(batch)
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : 'unknown';
        fail(batch, [{ code: 'internal_server_error', message, param: null, line: null }]);
      })
      .finally(() => {
        clearTimeout(expiry);
        this.running.delete(batch);
      });
    this.running.set(batch, run);
  }

  /** Nothing may write into the folder of files any more once it is removed. */
  async onModuleDestroy(): Promise<void> {
    this.closing.abort();
    for (const batch of this.running.keys()) stopBatch(batch, 'close');
    await Promise.all(this.running.values());
  }

  private async run(batch: Batch): Promise<void> {
    const { signal } = batch.stopping;
    await this.clock.pass('validating', signal);
    const errors = signal.aborted ? [] : await this.validate(batch);
    if (!signal.aborted && errors.length > 0) {
      fail(batch, errors);
      return;
    }
    if (!signal.aborted) {
      advance(batch, 'in_progress');
      await this.lines.run(batch);
    }
    if (!signal.aborted) {
      advance(batch, 'finalizing');
      await this.clock.pass('finalizing', signal);
    }
    await this.conclude(batch);
  }

  private async validate(batch: Batch): Promise<readonly BatchError[]> {
    const { total, errors } = await checkInput(
      this.files.require(batch.account, batch.inputFileId),
      batch.endpoint,
    );
    // The counts of a batch that failed stay 0, as recorded.
    if (errors.length === 0) batch.counts.total = total;
    return errors;
  }

  private async conclude(batch: Batch): Promise<void> {
    switch (readStopReason(batch)) {
      case undefined:
        advance(batch, 'completed');
        return;
      case 'expire':
        advance(batch, 'expired');
        return;
      case 'cancel':
        advance(batch, 'cancelling');
        await this.clock.pass('cancelling', this.closing.signal);
        advance(batch, 'cancelled');
        return;
      case 'close':
    }
  }
}

function advance(batch: Batch, status: Exclude<Batch['status'], 'validating' | 'failed'>): void {
  batch.status = status;
  batch.times[`${status}_at`] = readNow();
}

function fail(batch: Batch, errors: readonly BatchError[]): void {
  batch.status = 'failed';
  batch.errors = errors;
  batch.times.failed_at = readNow();
}
