import { fieldRule, isPlainObject } from './field-rule.js';

/** The wire's names. */
const LIMIT_FIELDS = ['requests_per_minute', 'tokens_per_minute', 'concurrent'] as const;

const HIGHEST = 1_000_000_000_000;

/** Limits: whole numbers from 0, which allows nothing. */
export const IsLimits = fieldRule('isLimits', (value, field) => {
  if (!isPlainObject(value)) return `${field} must be an object`;
  const unknown = Object.keys(value).find((name) => !LIMIT_FIELDS.includes(name as never));
  if (unknown !== undefined) return `${field} must have only ${LIMIT_FIELDS.join(', ')}`;
  const wrong = Object.entries(value).find(([, limit]) => limit !== null && !isLimit(limit));
  return wrong === undefined ? undefined : `${field}.${wrong[0]} must be a whole number from 0`;
});

function isLimit(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= HIGHEST;
}
