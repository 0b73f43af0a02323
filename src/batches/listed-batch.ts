import type { BatchObject } from '../contracts/batches.js';

/** A batch as clients see it: the upstream's object, and the instance that runs it. */
export interface ListedBatch extends BatchObject {
  readonly provider: string;
}
