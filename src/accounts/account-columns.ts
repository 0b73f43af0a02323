import type { RateLimits } from '../contracts/rate-limits.js';

/** Free words of whoever administers; the gateway does nothing with them. */
export type Labels = Readonly<Record<string, string>>;

// What is in a column was checked when it was written.

export function parseLimits(text: string | null): RateLimits | undefined {
  return text === null ? undefined : (JSON.parse(text) as RateLimits);
}

export function parseTexts(text: string | null): readonly string[] | undefined {
  return text === null ? undefined : (JSON.parse(text) as readonly string[]);
}

export function parseLabels(text: string | null): Labels | undefined {
  return text === null ? undefined : (JSON.parse(text) as Labels);
}

/** Nothing becomes null. */
export function writeColumn(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
