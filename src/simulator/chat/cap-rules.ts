import { createInferenceError, createParameterError, type SimulatorError } from '../edge/simulator-error.js';
import type { SimulatedModel } from '../models/simulator.models.js';
import type { ChatRequest, RawRequest } from './chat-request.js';

export function parseCaps(
  body: RawRequest,
  model: SimulatedModel,
): Pick<ChatRequest, 'maxTokens' | 'maxCompletionTokens'> {
  const maxTokens = parseCap(body, 'max_tokens', model);
  const maxCompletionTokens = parseCap(body, 'max_completion_tokens', model);
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxCompletionTokens === undefined ? {} : { maxCompletionTokens }),
  };
}

export function checkInputLength(tokens: number, model: SimulatedModel): void {
  if (tokens <= model.maxInput) return;
  throw createRangeError(`Range of input length should be [1, ${model.maxInput}]`, model);
}

function parseCap(body: RawRequest, field: string, model: SimulatedModel): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= model.maxOutput) {
    return value;
  }
  throw createRangeError(`Range of ${field} should be [1, ${model.maxOutput}]`, model);
}

/** The same words are reported with the inference stage's prefix and without; here the newer models have it. */
function createRangeError(message: string, model: SimulatedModel): SimulatorError {
  return model.dialect === 'newer' ? createInferenceError(message) : createParameterError(message);
}
