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
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'upstream_timeout', 'could not be connected to in time; try again'],
    [
      coded('UND_ERR_HEADERS_TIMEOUT'),
      'upstream_timeout',
      'did not begin to answer in time; try again, or ask for a stream',
    ],
    [coded('UND_ERR_BODY_TIMEOUT'), 'upstream_timeout', 'fell silent in the middle of its answer; try again'],
    [
      new TotalTimeoutError(),
      'upstream_timeout',
      'did not finish its answer in time; ask for less in one request',
    ],
    [
      coded('ECONNREFUSED'),
      'upstream_error',
      'refused the connection; try again, and tell the operator if it stays so',
    ],
    [coded('ECONNRESET'), 'upstream_error', 'reset the connection; try again'],
    [coded('ENOTFOUND'), 'upstream_error', 'has a host name that cannot be resolved; tell the operator'],
    [
      coded('UND_ERR_SOCKET'),
      'upstream_error',
      'closed the connection before its answer was complete; try again',
    ],
    [
      coded('EHOSTUNREACH'),
      'upstream_error',
      'could not be understood or reached; try again, and tell the operator if it stays so',
    ],
    [
      new Error('below'),
      'upstream_error',
      'could not be understood or reached; try again, and tell the operator if it stays so',
    ],
    [
      'a text',
      'upstream_error',
      'could not be understood or reached; try again, and tell the operator if it stays so',
    ],
    [
      undefined,
      'upstream_error',
      'could not be understood or reached; try again, and tell the operator if it stays so',
    ],
  ])('says of %s: %s, %s', (failure, kindName, text) => {
    expect(describeTransportFailure(failure, 'bailian')).toMatchObject({
      kindName,
      message: `The upstream bailian ${text}.`,
    });
  });

  it('finds the code in a cause', () => {
    const error = new Error('above', { cause: coded('ECONNREFUSED') });
    expect(describeTransportFailure(error, 'bailian').message).toContain(
      'refused the connection; try again, and tell the operator if it stays so',
    );
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
