import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';

/** Statuses that a batch can be held in. */
export const HOLDABLE = ['validating', 'in_progress', 'finalizing', 'cancelling'] as const;
export type HoldableStatus = (typeof HOLDABLE)[number];

export interface BatchSettings {
  /** How long a batch stays in each status at least. */
  readonly stepMs: number;
  /** The status that no batch leaves; null for none. */
  readonly holdAt: HoldableStatus | null;
  /** In `in_progress`, how many lines are run before the step, and the hold. */
  readonly holdAfterLines: number;
  /** The time until batches made from now on expire; null for their own windows. */
  readonly windowMs: number | null;
}

export const USUAL_SETTINGS: BatchSettings = { stepMs: 50, holdAt: null, holdAfterLines: 0, windowMs: null };

/** How fast batches advance, which a test decides. */
@Injectable()
export class BatchClock {
  settings: BatchSettings = USUAL_SETTINGS;
  private readonly changes = new EventEmitter().setMaxListeners(0);

  change(changes: Partial<BatchSettings>): BatchSettings {
    this.settings = { ...this.settings, ...changes };
    this.changes.emit('change');
    return this.settings;
  }

  /** Resolves after a step and once nothing holds the status, or as soon as the signal is aborted. */
  async pass(status: HoldableStatus, signal: AbortSignal): Promise<void> {
    const interrupted = (): undefined => undefined;
    await delay(this.settings.stepMs, undefined, { signal, ref: false }).catch(interrupted);
    while (this.settings.holdAt === status && !signal.aborted) {
      await once(this.changes, 'change', { signal }).catch(interrupted);
    }
  }
}
