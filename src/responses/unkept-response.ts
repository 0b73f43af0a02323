import type { PendingResponse } from '../contracts/response-store.js';

/** A response that nobody keeps. */
export const UNKEPT: PendingResponse = {
  settle: () => Promise.resolve(),
  abandon: () => undefined,
};
