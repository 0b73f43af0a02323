import { fieldRule } from './field-rule.js';

const LATEST_SECONDS = 253_402_300_799;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A moment to come: Unix seconds, or ISO 8601 with a time zone. */
export const IsExpiry = fieldRule('isExpiry', (value, field) => {
  const time = readExpiry(value);
  if (time === undefined) return `${field} must be a time, in Unix seconds or as 2027-01-31T12:00:00Z`;
  return time > Date.now() ? undefined : `${field} must be in the future`;
});

/** In epoch milliseconds; undefined for what is no time. */
export function readExpiry(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value > 0 && value <= LATEST_SECONDS ? value * 1_000 : undefined;
  }
  const time = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
