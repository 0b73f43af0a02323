import { createParameterError, SimulatorError } from '../edge/simulator-error.js';

/** @throws SimulatorError where it is missing, unknown, or behind another door. */
export function requireModel<Model>(
  id: unknown,
  known: ReadonlyMap<string, Model>,
  elsewhere: { has: (id: string) => boolean },
): Model {
  if (typeof id !== 'string' || id === '') throw createParameterError('you must provide a model parameter');
  const model = known.get(id);
  if (model !== undefined) return model;
  const isElsewhere = elsewhere.has(id);
  throw new SimulatorError({
    status: 404,
    code: isElsewhere ? 'model_not_supported' : 'model_not_found',
    type: 'invalid_request_error',
    message: isElsewhere
      ? `Unsupported model ${id} for OpenAI compatibility mode.`
      : `The model \`${id}\` does not exist or you do not have access to it.`,
    stage: 'edge',
  });
}
