import type { BatchInputRules } from '../contracts/batches.js';

/** Where the requests of a batch go. */
export interface BatchTarget {
  readonly provider: string;
  /** The upstream's name. */
  readonly model: string;
  readonly input: BatchInputRules;
}
