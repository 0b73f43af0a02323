import { createInferenceError, SimulatorError } from '../edge/simulator-error.js';
import type { SimulatedModel } from '../models/simulator.models.js';
import type { RawRequest } from './chat-request.js';

interface Range {
  readonly field: string;
  readonly isInside: (value: number) => boolean;
  readonly message: string;
}

const RANGES: readonly Range[] = [
  {
    field: 'temperature',
    isInside: (value) => value >= 0 && value < 2,
    message: 'Temperature should be in [0.0, 2.0)',
  },
  {
    field: 'top_p',
    isInside: (value) => value > 0 && value <= 1,
    message: 'Range of top_p should be (0.0, 1.0]',
  },
  {
    field: 'top_k',
    isInside: (value) => value >= 0,
    message: 'Parameter top_k be greater than or equal to 0',
  },
  {
    field: 'repetition_penalty',
    isInside: (value) => value > 0,
    message: 'Repetition_penalty should be greater than 0.0',
  },
  {
    field: 'presence_penalty',
    isInside: (value) => value >= -2 && value <= 2,
    message: 'Presence_penalty should be in [-2.0, 2.0]',
  },
  {
    field: 'top_logprobs',
    isInside: (value) => Number.isInteger(value) && value >= 0 && value <= 5,
    message: 'Range of top_logprobs should be [0, 5]',
  },
];

const MAX_SEED = 2 ** 31 - 1;

export function checkSampling(body: RawRequest, model: SimulatedModel): void {
  for (const { field, isInside, message } of RANGES) {
    const value = body[field] ?? undefined;
    if (value === undefined) continue;
    if (typeof value !== 'number') throw createInferenceError(`'${field}' must be Float`);
    if (!isInside(value)) throw createInferenceError(message);
  }
  checkSeed(body.seed, model);
}

function checkSeed(seed: unknown, model: SimulatedModel): void {
  if (seed === undefined || seed === null) return;
  if (typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) return;
  throw new SimulatorError({
    status: 400,
    code: 'invalid_value',
    type: 'invalid_request_error',
    message: `Range of seed should be [0, ${MAX_SEED}]`,
    stage: model.dialect === 'newer' ? 'inference' : 'service',
  });
}

/** The texts that end an answer. Token ids are accepted and have no effect. */
export function parseStop(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return [];
  if (typeof stop === 'string' && stop !== '') return [stop];
  if (stop === '' || (Array.isArray(stop) && (stop.length === 0 || stop.includes('')))) {
    throw createInferenceError('The "stop" parameter must not be empty.');
  }
  const kinds = new Set(Array.isArray(stop) ? stop.map((entry) => typeof entry) : ['boolean']);
  if (kinds.size > 1 || kinds.has('boolean')) {
    throw createInferenceError(
      'The "stop" parameter must be of type "str", "list[str]", "list[int]", or "list[list[int]]", and all elements within the list must be of the same type.',
    );
  }
  return (stop as readonly unknown[]).filter((text): text is string => typeof text === 'string');
}
