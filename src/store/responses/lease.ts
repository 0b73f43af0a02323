import { randomUUID } from 'node:crypto';

/** A response whose process has not said that it lives for this long has failed. */
export const LEASE_MS = 60_000;
/** How often a process says so. */
export const RENEW_MS = 20_000;

/** This process. */
export const LEASE_OWNER = randomUUID();
