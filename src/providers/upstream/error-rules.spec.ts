import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ErrorRule, classifyError } from './error-rules.js';

const RULES: readonly ErrorRule[] = [
  { status: 400, code: /^special$/, kind: 'content_filter', say: 'our words' },
  { message: /too long/, kind: 'context_length_exceeded' },
  { status: 400, kind: 'invalid_request' },
  { status: 'server', kind: 'upstream_unavailable' },
];

function classify(status: number, body: unknown, requestId?: string) {
  return classifyError({ status, body, requestId }, RULES, 'bailian');
}

describe('classifyError', () => {
  it('takes the first rule that fits', () => {
    expect(classify(400, { error: { code: 'special', message: 'too long' } })).toMatchObject({
      kindName: 'content_filter',
      message: 'our words',
    });
    expect(classify(400, { error: { code: 'x', message: 'too long' } }).kindName).toBe(
      'context_length_exceeded',
    );
    expect(classify(400, { error: { code: 'x', message: 'x' } }).kindName).toBe('invalid_request');
  });

  it('looks for the code in the type as well', () => {
    expect(classify(400, { error: { type: 'special' } }).kindName).toBe('content_filter');
  });

  it.each([500, 502, 599])('counts %i as a failure of the server', (status) => {
    expect(classify(status, {}).kindName).toBe('upstream_unavailable');
  });

  it.each([418, 302, 200])('falls back to a plain upstream error: %i', (status) => {
    expect(classify(status, {}).kindName).toBe('upstream_error');
  });

  it.each([
    ['the compatible shape', { error: { code: 'c', message: 'bad', param: 'n' }, request_id: 'r-2' }, 'n'],
    ['the native shape', { code: 'c', message: 'bad', request_id: 'r-2' }, undefined],
    ['an error that is a text', { error: 'bad', request_id: 'r-2' }, undefined],
    ['an error that is null', { error: null, message: 'bad', param: null, request_id: 'r-2' }, undefined],
  ])('reads %s', (_what, body, param) => {
    const error = classify(400, body);
    expect(error.message).toBe('bad');
    expect(error.details).toMatchObject({ param, upstreamRequestId: 'r-2' });
  });

  it.each([undefined, null, '', '<html>', 7, [], {}, { error: {} }, { error: { message: {} } }])(
    'says the status where the body has no message: %j',
    (body) => {
      expect(classify(400, body).message).toBe('The upstream bailian answered with status 400.');
    },
  );

  it('prefers the request id of the headers', () => {
    expect(classify(400, { request_id: 'body' }, 'header').details.upstreamRequestId).toBe('header');
  });

  it.each([
    ['<400> InternalError.Algo.InvalidParameter: Bad value', 'Bad value'],
    ['<500> InternalError.Algo: list index out of range', 'list index out of range'],
    ['<400> InternalError.Algo.InvalidParameter: a: b: c', 'a: b: c'],
    ['InternalError: as it is', 'InternalError: as it is'],
    ['<400> something else', '<400> something else'],
  ])('writes %j as %j', (message, expected) => {
    expect(classify(400, { error: { message } }).message).toBe(expected);
  });

  it('keeps status and code as the cause, and nothing of the body', () => {
    const error = classify(400, { error: { code: 'c', message: 'bad', extra: 'canary' }, canary: 'canary' });
    expect(error.details.cause).toBe('upstream status 400, code c');
    expect(inspect(error, { depth: Infinity })).not.toContain('canary');
  });
});
