/**
 * Names of OpenTelemetry's semantic conventions, and ours where there is none. Those of generative AI are still in development
 * (repository semantic-conventions-genai, 2026-10), so that they may change here and nowhere else.
 */
export const ATTRIBUTES = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  errorType: 'error.type',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  requestId: 'gateway.request_id',
  team: 'gateway.team',
  key: 'gateway.key_id',
  instance: 'gateway.provider_instance',
  outcome: 'gateway.outcome',
  upstreamRequestId: 'gateway.upstream_request_id',
} as const;
