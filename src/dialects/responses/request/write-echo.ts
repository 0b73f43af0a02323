import type { ResponsesRequest } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';

/** What a response object repeats of its request. Every key is there: clients check for them. */
export type ResponseEcho = Readonly<Record<string, unknown>>;

export function writeEcho(request: ResponsesRequest, isStored: boolean): ResponseEcho {
  const { reasoning, text, conversation, metadata } = request;
  const { effort = null, summary = null } = isRecord(reasoning) ? reasoning : {};
  const { format, verbosity } = isRecord(text) ? text : {};
  const conversationId = typeof conversation === 'string' ? conversation : conversation?.id;
  return {
    background: request.background === true,
    ...(conversationId === undefined ? {} : { conversation: { id: conversationId } }),
    frequency_penalty: request.frequency_penalty ?? 0,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    metadata: metadata ?? {},
    model: request.model,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    presence_penalty: request.presence_penalty ?? 0,
    previous_response_id: request.previous_response_id ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    reasoning: { effort, summary },
    safety_identifier: request.safety_identifier ?? null,
    service_tier: 'default',
    store: isStored,
    temperature: request.temperature ?? 1,
    text: { format: format ?? { type: 'text' }, verbosity: verbosity ?? 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: (request.tools ?? []).map(completeTool),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? 'disabled',
    ...(typeof request.user === 'string' ? { user: request.user } : {}),
  };
}

/** Absent members of functions are null in answers. */
function completeTool(tool: unknown): unknown {
  if (!isRecord(tool) || tool.type !== 'function') return tool;
  return { description: null, parameters: null, strict: null, ...tool };
}
