import { describe, expect, it } from 'vitest';
import { classifyError } from '../upstream/error-rules.js';
import { OPENAI_COMPATIBLE_ERROR_RULES } from './openai-compatible.error-rules.js';

function classify(status: number, error: object) {
  return classifyError({ status, body: { error } }, OPENAI_COMPATIBLE_ERROR_RULES, 'vllm');
}

describe('the errors of an OpenAI-compatible server', () => {
  it.each([
    { status: 400, code: 'context_length_exceeded', message: 'too long', kind: 'context_length_exceeded' },
    {
      status: 400,
      code: 400,
      message: "This model's maximum context length is 4096 tokens.",
      kind: 'context_length_exceeded',
    },
    { status: 400, code: 'content_filter', message: 'filtered', kind: 'content_filter' },
    { status: 401, code: 'invalid_api_key', message: 'Incorrect API key', kind: 'upstream_auth' },
    { status: 403, code: null, message: 'forbidden', kind: 'upstream_access' },
    { status: 404, code: 404, message: 'The model does not exist.', kind: 'model_not_found' },
    { status: 413, code: null, message: 'too large', kind: 'request_too_large' },
    {
      status: 429,
      code: null,
      message: 'Rate limit reached on tokens per min',
      kind: 'upstream_token_limit',
    },
    { status: 429, code: null, message: 'Rate limit reached', kind: 'upstream_request_limit' },
    { status: 400, code: null, message: 'bad', kind: 'invalid_request' },
    { status: 422, code: null, message: 'bad', kind: 'invalid_request' },
    { status: 200, code: 400, message: 'bad', kind: 'invalid_request' },
    { status: 200, code: 500, message: 'broken', kind: 'upstream_error' },
    { status: 500, code: 500, message: 'broken', kind: 'upstream_error' },
    { status: 503, code: null, message: 'loading', kind: 'upstream_unavailable' },
    { status: 504, code: null, message: 'slow', kind: 'upstream_timeout' },
    { status: 302, code: null, message: 'elsewhere', kind: 'upstream_error' },
  ])('$status $code "$message" -> $kind', ({ status, code, message, kind }) => {
    expect(classify(status, { code, message, type: 'x' }).kindName).toBe(kind);
  });

  it.each([401, 403])('never blames the key of the client: %i', (status) => {
    expect(classify(status, { message: 'Incorrect API key: canary' }).message).toMatch(/operator/);
    expect(classify(status, { message: 'Incorrect API key: canary' }).message).not.toContain('canary');
  });
});
