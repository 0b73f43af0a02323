import { describe, expect, it } from 'vitest';
import { ERROR_KINDS } from './error-kinds.js';
import { asGatewayError, GatewayError } from './gateway-error.js';

describe('GatewayError', () => {
  it('takes status, type and code from its kind', () => {
    const error = new GatewayError('model_not_found', 'no such model', { param: 'model' });
    expect(error.kind).toBe(ERROR_KINDS.model_not_found);
    expect(error.kind).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'model_not_found' });
    expect(error).toMatchObject({
      name: 'GatewayError',
      message: 'no such model',
      details: { param: 'model' },
    });
  });

  it('keeps its cause for the log', () => {
    const cause = new Error('below');
    expect(new GatewayError('internal_error', 'above', { cause }).cause).toBe(cause);
  });

  it('has no cause property where there is no cause', () => {
    expect('cause' in new GatewayError('internal_error', 'above')).toBe(false);
  });
});

describe('asGatewayError', () => {
  it('hands back the error of ours', () => {
    const error = new GatewayError('not_found', 'gone');
    expect(asGatewayError(error)).toBe(error);
  });

  it.each([new TypeError('canary'), 'canary', undefined])('keeps %s as the cause', (cause) => {
    const error = asGatewayError(cause);
    expect(error.kind.status).toBe(500);
    expect(error.details.cause).toBe(cause);
    expect(error.message).not.toContain('canary');
  });
});

describe('ERROR_KINDS', () => {
  it.each(['upstream_auth', 'upstream_access', 'upstream_arrears'] as const)(
    'tells clients not to retry what only the operator can mend: %s',
    (name) => {
      expect(ERROR_KINDS[name]).toMatchObject({ status: 502, type: 'upstream_error', shouldRetry: false });
    },
  );

  it.each([
    ['upstream_request_limit', 'requests', 1],
    ['upstream_token_limit', 'tokens', 10],
    ['upstream_burst_limit', 'burst', 5],
  ] as const)('says of %s which limit was hit and when to come back', (name, limit, retryAfter) => {
    expect(ERROR_KINDS[name]).toEqual({
      status: 429,
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      limit,
      retryAfter,
    });
  });
});
