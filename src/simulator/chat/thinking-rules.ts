import { createInferenceError, createParameterError } from '../edge/simulator-error.js';
import type { SimulatedModel } from '../models/simulator.models.js';
import type { ChatRequest, RawRequest } from './chat-request.js';

type Thinking = Pick<ChatRequest, 'isThinking' | 'thinkingBudget'>;

/** Documented equivalents of an effort in reasoning tokens. */
const BUDGET_OF_EFFORT: Readonly<Record<string, number>> = {
  minimal: 4_096,
  low: 4_096,
  medium: 16_384,
  high: 262_144,
  xhigh: 262_144,
  max: 262_144,
};

export function parseThinking(body: RawRequest, model: SimulatedModel, isStream: boolean): Thinking {
  const isThinking = decideThinking(body, model);
  const budget = parseBudget(body, model);
  if (!isStream) checkPlain(model, isThinking);
  const { reasoning_effort: effort } = body;
  if (effort !== undefined && effort !== null && !model.hasEffort) {
    throw createParameterError('Unrecognized request argument supplied: reasoning_effort');
  }
  if (typeof effort !== 'string') {
    return { isThinking, ...(budget === undefined ? {} : { thinkingBudget: budget }) };
  }
  if (budget !== undefined) {
    throw createInferenceError('reasoning_effort and thinking_budget cannot be set at the same time');
  }
  const thinkingBudget = BUDGET_OF_EFFORT[effort];
  if (thinkingBudget === undefined && effort !== 'none') {
    throw createInferenceError(
      `reasoning_effort should be one of ${Object.keys(BUDGET_OF_EFFORT).join(', ')}, none`,
    );
  }
  return { isThinking, ...(thinkingBudget === undefined ? {} : { thinkingBudget }) };
}

function decideThinking(body: RawRequest, model: SimulatedModel): boolean {
  const wanted = body.enable_thinking;
  if (wanted !== undefined && wanted !== null && typeof wanted !== 'boolean') {
    throw createInferenceError("'enable_thinking' must be Boolean");
  }
  switch (model.thinking) {
    case 'never':
      if (wanted === true) throw createInferenceError('The model does not support enable_thinking.');
      return false;
    case 'always':
      if (wanted === false) {
        throw createInferenceError('The value of the enable_thinking parameter is restricted to True.');
      }
      return true;
    case 'on':
    case 'off': {
      const isOffByEffort = model.hasEffort && body.reasoning_effort === 'none';
      return wanted ?? (model.thinking === 'on' && !isOffByEffort);
    }
  }
}

function parseBudget(body: RawRequest, model: SimulatedModel): number | undefined {
  const budget = body.thinking_budget;
  if (budget === undefined || budget === null) return undefined;
  if (typeof budget === 'number' && Number.isInteger(budget) && budget > 0 && budget <= model.maxThinking) {
    return budget;
  }
  throw createInferenceError(
    `The thinking_budget parameter must be a positive integer and not greater than ${model.maxThinking}`,
  );
}

function checkPlain(model: SimulatedModel, isThinking: boolean): void {
  if (model.isStreamOnly) {
    throw createInferenceError(
      'This model only support stream mode, please enable the stream parameter to access the model. ',
    );
  }
  if (model.isThinkingStreamOnly && isThinking) {
    throw createParameterError('parameter.enable_thinking must be set to false for non-streaming calls');
  }
}
