import { describe, expect, it } from 'vitest';
import { GatewayError } from '../contracts/gateway-error.js';
import { errorHeaders, renderErrorBody, renderErrorEvent } from './error-body.js';

describe('renderErrorBody', () => {
  it("writes OpenAI's envelope", () => {
    expect(renderErrorBody(new GatewayError('invalid_request', 'bad', { param: 'messages[1]' }))).toEqual({
      error: { message: 'bad', type: 'invalid_request_error', param: 'messages[1]', code: null },
    });
  });

  it('names the limit that was hit', () => {
    expect(renderErrorBody(new GatewayError('upstream_token_limit', 'slow down'))).toEqual({
      error: {
        message: 'slow down',
        type: 'rate_limit_error',
        param: null,
        code: 'rate_limit_exceeded',
        limit: 'tokens',
      },
    });
  });

  it('shows neither the cause nor the upstream', () => {
    const error = new GatewayError('upstream_error', 'bad', { cause: 'canary', upstreamRequestId: 'canary' });
    expect(JSON.stringify(renderErrorBody(error))).not.toContain('canary');
  });
});

describe('renderErrorEvent', () => {
  it('is one event', () => {
    const event = renderErrorEvent(new GatewayError('upstream_error', 'one\ntwo'));
    expect(event).toMatch(/^data: [^\n]+\n\n$/);
    expect(JSON.parse(event.slice('data: '.length))).toMatchObject({ error: { message: 'one\ntwo' } });
  });

  it('tells nothing of an error that nobody expected', () => {
    const event = renderErrorEvent(new TypeError('canary'));
    expect(event).toContain('internal_error');
    expect(event).not.toContain('canary');
  });
});

describe('errorHeaders', () => {
  it.each([
    ['upstream_request_limit', 1],
    ['upstream_token_limit', 10],
    ['upstream_burst_limit', 5],
    ['upstream_unavailable', 5],
  ] as const)('spreads the Retry-After of %s from %i seconds to twice that', (kind, seconds) => {
    const values = Array.from({ length: 500 }, () =>
      Number(errorHeaders(new GatewayError(kind, ''))['retry-after']),
    );
    expect(values.every((value) => Number.isInteger(value))).toBe(true);
    expect(Math.min(...values)).toBe(seconds);
    expect(Math.max(...values)).toBe(2 * seconds);
  });

  it.each(['upstream_auth', 'upstream_access', 'upstream_arrears'] as const)(
    'keeps clients from retrying %s',
    (kind) => {
      expect(errorHeaders(new GatewayError(kind, ''))).toEqual({ 'x-should-retry': 'false' });
    },
  );

  it('names the methods that a route takes', () => {
    const error = new GatewayError('method_not_allowed', '', { allow: ['GET', 'POST'] });
    expect(errorHeaders(error)).toEqual({ allow: 'GET, POST' });
  });

  it('has nothing to add to other errors', () => {
    expect(errorHeaders(new GatewayError('invalid_request', ''))).toEqual({});
  });
});
