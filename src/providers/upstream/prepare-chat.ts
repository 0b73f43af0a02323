import type { Call } from '../../contracts/call.js';
import type { ChatCompletionRequest } from '../../contracts/chat-completion.js';
import { type OutputCapField, writeOutputCap } from '../../contracts/output-cap.js';
import type { PreparedRequest } from '../../contracts/provider.js';

/**
 * A chat request as OpenAI-compatible upstreams take it: the cap under the upstream's name, and usage asked of every
 * stream, since the gateway counts it whether or not the client does. Every other field goes on as it came.
 */
export function prepareChat(
  request: ChatCompletionRequest,
  call: Pick<Call, 'outputCap'>,
  outputCapField: OutputCapField,
): PreparedRequest {
  const { body, adapted } = writeOutputCap(request, call.outputCap, outputCapField);
  const adaptations: string[] = [...adapted];
  if (body.stream !== true) return { path: '/chat/completions', headers: {}, body, adaptations };

  const { stream_options: options } = body;
  if (options?.include_usage === false) adaptations.push('stream_options.include_usage');
  return {
    path: '/chat/completions',
    headers: { accept: 'text/event-stream' },
    body: { ...body, stream_options: { ...options, include_usage: true } },
    adaptations,
  };
}
