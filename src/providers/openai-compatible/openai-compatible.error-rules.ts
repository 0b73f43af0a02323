import type { ErrorRule } from '../upstream/error-rules.js';

/** The errors of servers that follow OpenAI, such as vLLM. */
export const OPENAI_COMPATIBLE_ERROR_RULES: readonly ErrorRule[] = [
  { code: /^context_length_exceeded$/, kind: 'context_length_exceeded' },
  { status: 400, message: /maximum context length/i, kind: 'context_length_exceeded' },
  { code: /^content_filter$/, kind: 'content_filter' },
  {
    status: 401,
    kind: 'upstream_auth',
    say: 'The upstream refuses the key of this gateway; its operator must check it.',
  },
  {
    status: 403,
    kind: 'upstream_access',
    say: 'The upstream gives this gateway no access to this model; its operator must arrange it.',
  },
  { status: 404, kind: 'model_not_found' },
  { status: 413, kind: 'request_too_large' },
  { status: 429, message: /tokens/i, kind: 'upstream_token_limit' },
  { status: 429, kind: 'upstream_request_limit' },
  { status: 400, kind: 'invalid_request' },
  { status: 422, kind: 'invalid_request' },
  { status: 200, code: /^(400|invalid_request)/, kind: 'invalid_request' },
  { status: 503, kind: 'upstream_unavailable' },
  { status: 504, kind: 'upstream_timeout' },
];
