import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isRecord } from '../edge/is-record.js';
import { SimulatorError } from '../edge/simulator-error.js';
import type { Fault, QueuedFault } from './fault.js';
import { FAULT_PRESETS } from './fault-presets.js';

type Check = (value: unknown) => string | undefined;

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const expect =
  (isGood: (value: unknown) => boolean, wanted: string): Check =>
  (value) =>
    isGood(value) ? undefined : `must be ${wanted}`;

const oneOf = (names: readonly string[]): Check =>
  expect((value) => names.includes(String(value)), `one of ${names.join(', ')}`);

const text = expect((value) => typeof value === 'string', 'a string');
const count = expect(isCount, 'an integer of 0 or more');
const truth = expect((value) => typeof value === 'boolean', 'true or false');
const headerMap = expect(
  (value) => isRecord(value) && Object.entries(value).every(isHeader),
  'an object of header names and values',
);

const STREAM_ERROR_FIELDS: Readonly<Record<string, Check>> = {
  events: count,
  code: text,
  type: text,
  message: text,
};

const FAULT_FIELDS: Readonly<Record<keyof Fault | 'preset', Check>> = {
  preset: oneOf(Object.keys(FAULT_PRESETS)),
  status: expect(
    (value) => isCount(value) && Number(value) >= 200 && Number(value) < 600,
    'a status of 200-599',
  ),
  code: expect((value) => value === null || typeof value === 'string', 'a string or null'),
  type: text,
  message: text,
  stage: oneOf(['edge', 'service', 'inference']),
  shape: oneOf(['compatible', 'native']),
  headers: headerMap,
  firstByteDelayMs: count,
  eventIntervalMs: count,
  stallAfterEvents: count,
  cutAfterEvents: count,
  cutBeforeHeaders: truth,
  errorAfterEvents: expect(isRecord, 'an object'),
  partial: truth,
  rawBody: text,
  rawEvents: expect(
    (value) => Array.isArray(value) && value.every((event) => typeof event === 'string'),
    'a list of strings',
  ),
};

/** The names of all fields that a fault may have, presets included. */
export const FAULT_FIELD_NAMES: ReadonlySet<string> = new Set(Object.keys(FAULT_FIELDS));

/** @throws SimulatorError 400 that names the field. */
export function parseFault(value: unknown): Fault {
  if (!isRecord(value)) throw createFaultError('fault', 'must be a JSON object');
  checkFields(value, FAULT_FIELDS, '');
  if (isRecord(value.errorAfterEvents)) {
    checkFields(value.errorAfterEvents, STREAM_ERROR_FIELDS, 'errorAfterEvents.');
  }
  const { preset, ...fields } = value;
  return { ...FAULT_PRESETS[typeof preset === 'string' ? preset : ''], ...fields };
}

/** @throws SimulatorError 400 that names the field. */
export function parseQueuedFault(value: unknown): QueuedFault {
  if (!isRecord(value)) throw createFaultError('fault', 'must be a JSON object');
  const { times = 1, match = {}, ...fault } = value;
  if (!isCount(times) || times === 0) throw createFaultError('times', 'must be an integer of 1 or more');
  if (!isRecord(match)) throw createFaultError('match', 'must be an object');
  checkFields(match, { path: text, model: text }, 'match.');
  return { fault: parseFault(fault), times: Number(times), match };
}

function checkFields(
  value: Record<string, unknown>,
  checks: Readonly<Record<string, Check>>,
  prefix: string,
): void {
  for (const [name, entry] of Object.entries(value)) {
    const problem = Object.hasOwn(checks, name) ? checks[name]?.(entry) : 'is not a known field';
    if (problem !== undefined) throw createFaultError(`${prefix}${name}`, problem);
  }
}

function isHeader([name, value]: [string, unknown]): boolean {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function createFaultError(field: string, problem: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'invalid_fault',
    type: 'invalid_request_error',
    message: `${field} ${problem}`,
    param: field,
    stage: 'edge',
  });
}
