import type { ChatMessage } from '../../contracts/chat-completion.js';
import { createParameterError } from '../edge/simulator-error.js';
import { requireModel } from '../models/require-model.js';
import { MODELS_OF_OTHER_DOORS, SIMULATED_MODELS } from '../models/simulator.models.js';
import { isRecord } from '../edge/is-record.js';
import type { ChatRequest, RawRequest } from './chat-request.js';
import { checkMessages } from './message-rules.js';
import { checkSampling, parseStop } from './sampling-rules.js';
import { parseCaps } from './cap-rules.js';
import { parseResponseFormat } from './response-format-rules.js';
import { parseThinking } from './thinking-rules.js';
import { parseTools } from './tool-rules.js';

/**
 * The request as its model takes it. Fields that nobody knows are passed over; those of OpenAI that the service does not
 * document are refused, as some of its hosts do.
 * @throws SimulatorError with the service's own words.
 */
export function parseChatRequest(body: unknown): ChatRequest {
  if (!isRecord(body)) {
    throw createParameterError('Required body invalid, please check the request body format.');
  }
  const model = requireModel(body.model, SIMULATED_MODELS, MODELS_OF_OTHER_DOORS);
  checkFields(body);
  checkMessages(body.messages, model);
  const messages = body.messages as readonly ChatMessage[];
  checkSampling(body, model);
  const isStream = body.stream === true;
  checkStreamOptions(body, isStream);
  const thinking = parseThinking(body, model, isStream);
  const { isThinking } = thinking;
  return {
    model,
    messages,
    isStream,
    includesUsage: isRecord(body.stream_options) && body.stream_options.include_usage === true,
    ...thinking,
    ...parseCaps(body, model),
    ...parseTools(body, isThinking),
    choiceCount: parseChoiceCount(body, isThinking),
    stop: parseStop(body.stop),
    responseFormat: parseResponseFormat(body, { model, messages, isThinking }),
  };
}

const UNDOCUMENTED = [
  'store',
  'metadata',
  'service_tier',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prediction',
  'reasoning',
];

function checkFields(body: RawRequest): void {
  for (const field of UNDOCUMENTED) {
    if (body[field] === undefined) continue;
    throw createParameterError(`Unrecognized request argument supplied: ${field}`);
  }
}

function checkStreamOptions(body: RawRequest, isStream: boolean): void {
  if (isStream || body.stream_options === undefined || body.stream_options === null) return;
  throw createParameterError('The stream_options parameter is only allowed when stream is enabled.');
}

function parseChoiceCount(body: RawRequest, isThinking: boolean): number {
  const count = body.n ?? 1;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 4) {
    throw createParameterError('Range of n should be [1, 4]');
  }
  if (count === 1) return count;
  const hasTools = Array.isArray(body.tools) && body.tools.length > 0;
  if (hasTools || isThinking) {
    throw createParameterError(`n must be 1 when ${hasTools ? 'tools is set' : 'thinking is enabled'}`);
  }
  return count;
}
