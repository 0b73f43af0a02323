import { isRecord } from '../edge/is-record.js';
import { SimulatorError } from '../edge/simulator-error.js';
import type { Batch } from './batch.js';
import { BATCH_ENDPOINTS } from './batch-endpoints.js';

const WINDOW = /^(\d+)([hd])$/;
const HOUR_MS = 60 * 60 * 1_000;
const MIN_HOURS = 24;
const MAX_HOURS = 336;
const METADATA_LENGTHS = { ds_name: 100, ds_description: 200 };

export type BatchRequest = Pick<Batch, 'endpoint' | 'inputFileId' | 'window' | 'windowMs' | 'metadata'>;

/** @throws SimulatorError 400 that names the field. */
export function parseBatchRequest(body: unknown): BatchRequest {
  const {
    input_file_id: inputFileId,
    endpoint,
    completion_window: window,
    metadata,
  } = isRecord(body) ? body : {};
  if (typeof inputFileId !== 'string' || inputFileId === '') {
    throw createBatchError('input_file_id is a required property', 'input_file_id');
  }
  if (typeof endpoint !== 'string' || !BATCH_ENDPOINTS.includes(endpoint)) {
    throw createBatchError(`endpoint must be one of ${BATCH_ENDPOINTS.join(', ')}`, 'endpoint');
  }
  const windowMs = parseWindow(window);
  return {
    inputFileId,
    endpoint,
    window: String(window),
    windowMs,
    metadata: parseMetadata(metadata),
  };
}

export function createBatchError(message: string, param: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'invalid_parameter_error',
    type: 'invalid_request_error',
    message,
    param,
    stage: 'service',
  });
}

function parseWindow(value: unknown): number {
  const [, count = '', unit] = (typeof value === 'string' ? WINDOW.exec(value) : null) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (hours >= MIN_HOURS && hours <= MAX_HOURS) return hours * HOUR_MS;
  throw createBatchError(
    `completion_window must be between ${MIN_HOURS}h and ${MAX_HOURS}h`,
    'completion_window',
  );
}

function parseMetadata(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw createBatchError('metadata must be an object', 'metadata');
  for (const [name, length] of Object.entries(METADATA_LENGTHS)) {
    const text = value[name];
    if (typeof text === 'string' && text.length > length) {
      throw createBatchError(`${name} must have at most ${length} characters`, `metadata.${name}`);
    }
  }
  return value;
}
