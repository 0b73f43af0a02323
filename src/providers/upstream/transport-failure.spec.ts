import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../contracts/gateway-error.js';
import { describeTransportFailure } from './transport-failure.js';
import { TotalTimeoutError } from './upstream-exchange.js';

function coded(code: string): Error {
  return Object.assign(new Error('below'), { code });
}

describe('describeTransportFailure', () => {
  it.each([
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'upstream_timeout', 'could not be connected to in time'],
    [coded('UND_ERR_HEADERS_TIMEOUT'), 'upstream_timeout', 'did not begin to answer in time'],
    [coded('UND_ERR_BODY_TIMEOUT'), 'upstream_timeout', 'fell silent in the middle of its answer'],
    [new TotalTimeoutError(), 'upstream_timeout', 'did not finish its answer in time'],
    [coded('ECONNREFUSED'), 'upstream_error', 'refused the connection'],
    [coded('ECONNRESET'), 'upstream_error', 'reset the connection'],
    [coded('ENOTFOUND'), 'upstream_error', 'has a host name that cannot be resolved'],
    [coded('UND_ERR_SOCKET'), 'upstream_error', 'closed the connection before its answer was complete'],
    [coded('EHOSTUNREACH'), 'upstream_error', 'could not be understood or reached'],
    [new Error('below'), 'upstream_error', 'could not be understood or reached'],
    ['a text', 'upstream_error', 'could not be understood or reached'],
    [undefined, 'upstream_error', 'could not be understood or reached'],
  ])('says of %s: %s, %s', (failure, kindName, text) => {
    expect(describeTransportFailure(failure, 'bailian')).toMatchObject({
      kindName,
      message: `The upstream bailian ${text}.`,
    });
  });

  it('finds the code in a cause', () => {
    const error = new Error('above', { cause: coded('ECONNREFUSED') });
    expect(describeTransportFailure(error, 'bailian').message).toContain('refused the connection');
  });

  it('hands back an error of ours', () => {
    const error = new GatewayError('rate_limited', 'slow down');
    expect(describeTransportFailure(error, 'bailian')).toBe(error);
  });

  it('keeps code and message for the log, and nothing that hangs on the error', () => {
    const failure = Object.assign(coded('ECONNRESET'), { config: { headers: { authorization: 'canary' } } });
    const error = describeTransportFailure(failure, 'bailian');
    expect(error.details.cause).toBe('ECONNRESET: below');
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('canary');
  });
});
