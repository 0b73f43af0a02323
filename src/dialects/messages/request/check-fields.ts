import type { MessagesRequest } from '../../../contracts/messages.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

interface FieldCheck {
  readonly isValid: (value: unknown) => boolean;
  /** What is valid, after "must be". */
  readonly valid: string;
}

const between = (least: number, most: number): FieldCheck => ({
  isValid: (value) => typeof value === 'number' && value >= least && value <= most,
  valid: `a number from ${least} to ${most}`,
});
const record: FieldCheck = { isValid: isRecord, valid: 'an object' };
const texts: FieldCheck = {
  isValid: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  valid: 'a list of texts',
};

/** Qwen takes temperatures up to 2; Anthropic's end at 1. */
const FIELDS: Readonly<Record<string, FieldCheck>> = {
  temperature: between(0, 2),
  top_p: between(0, 1),
  top_k: {
    isValid: (value) => Number.isInteger(value) && Number(value) >= 0,
    valid: 'a whole number, at least 0',
  },
  stop_sequences: texts,
  metadata: record,
  output_config: record,
  service_tier: {
    isValid: (value) => value === 'auto' || value === 'standard_only',
    valid: 'auto or standard_only',
  },
};

/** What would have to be run here, and is not. Empty lists and null ask for nothing. */
const NOT_SERVED = ['mcp_servers', 'container'];

/** @throws GatewayError 400 that names the first field with a wrong value, or with a value that cannot be served. */
export function checkFields(request: MessagesRequest): void {
  for (const [field, { isValid, valid }] of Object.entries(FIELDS)) {
    const value = request[field];
    if (value !== undefined && value !== null && !isValid(value)) refuse(field, `${field} must be ${valid}.`);
  }
  for (const field of NOT_SERVED) {
    const value = request[field];
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) refuse(field, `${field} is not served here; leave it out.`);
  }
}

/** @throws GatewayError 400 without the cap, which Anthropic's API asks of every request for an answer. */
export function requireCap({ max_tokens: cap }: MessagesRequest): void {
  if (typeof cap === 'number') return;
  refuse('max_tokens', 'max_tokens is needed: the most tokens of the answer, a whole number from 1.');
}
