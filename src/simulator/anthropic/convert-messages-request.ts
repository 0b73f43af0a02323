import { isRecord } from '../edge/is-record.js';
import { createParameterError } from '../edge/simulator-error.js';

/**
 * What an Anthropic request asks for, as a request for chat. Of contents only their texts are read.
 * @throws SimulatorError 400 also without `max_tokens`, which this door requires.
 */
export function convertMessagesRequest(body: unknown): Record<string, unknown> {
  const {
    model,
    messages,
    max_tokens: maxTokens,
    system,
    thinking,
    stream,
    temperature,
    top_p,
  } = isRecord(body) ? body : {};
  if (typeof maxTokens !== 'number') throw createParameterError('max_tokens: Field required');
  if (!Array.isArray(messages)) throw createParameterError('messages: Field required');
  const said = messages.map((message: unknown) => ({
    role: isRecord(message) ? message.role : undefined,
    content: isRecord(message) ? readText(message.content) : undefined,
  }));
  return {
    model,
    messages: system === undefined ? said : [{ role: 'system', content: readText(system) }, ...said],
    max_tokens: maxTokens,
    stream: stream === true,
    ...(isRecord(thinking) ? convertThinking(thinking) : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(top_p === undefined ? {} : { top_p }),
  };
}

function convertThinking({ type, budget_tokens: budget }: Record<string, unknown>): Record<string, unknown> {
  if (type !== 'enabled') return { enable_thinking: false };
  return { enable_thinking: true, ...(budget === undefined ? {} : { thinking_budget: budget }) };
}

function readText(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content
    .map((block: unknown) => (isRecord(block) && typeof block.text === 'string' ? block.text : ''))
    .join('');
}
