import { describe, expect, it } from 'vitest';
import type { ErrorKindName } from '../../contracts/error-kinds.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { nameRow } from './name-row.js';

function named(message: string, firstRow: number | undefined, kind: ErrorKindName = 'invalid_request') {
  const request = { path: '/embeddings', headers: {}, body: { model: 'm', input: ['a'] } };
  const error = nameRow(new GatewayError(kind, message, { upstreamRequestId: 'u' }), {
    request,
    firstRow,
    rows: firstRow === undefined ? 1 : 10,
  });
  expect(error.details.upstreamRequestId).toBe('u');
  return { message: error.message, param: error.details.param };
}

describe('nameRow', () => {
  it.each([
    ['is too long: input.contents[3]', 'is too long: input[23]', 'input[23]'],
    ['is too long: input.contents.3', 'is too long: input[23]', 'input[23]'],
    ['input.0 is empty', 'input[20] is empty', 'input[20]'],
    ['input[0] is empty', 'input[20] is empty', 'input[20]'],
    ['The row 9 is too long', 'The row 29 is too long', 'input[29]'],
    ['Index 4 of the input', 'Index 24 of the input', 'input[24]'],
    ['batch size is invalid: input.contents', 'batch size is invalid: input', 'input'],
    ['row 10 is not one of ten', 'row 10 is not one of ten', undefined],
    ['borrow 3 of them', 'borrow 3 of them', undefined],
    ['Range of input length should be [1, 8192]', 'Range of input length should be [1, 8192]', undefined],
  ])('makes of %j in the third request of ten rows %j', (message, expected, param) => {
    expect(named(message, 20)).toEqual({ message: expected, param });
  });

  it('knows no rows where the input was one text', () => {
    expect(named('too long: input.contents[0]', undefined)).toEqual({
      message: 'too long: input',
      param: 'input',
    });
  });

  it("leaves errors that are not the client's alone", () => {
    expect(named('row 3 is lost', 20, 'upstream_error')).toEqual({
      message: 'row 3 is lost',
      param: undefined,
    });
  });
});
