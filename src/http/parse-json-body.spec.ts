import { describe, expect, it } from 'vitest';
import { GatewayError } from '../contracts/gateway-error.js';
import { parseJsonBody } from './parse-json-body.js';

function refuse(body: string | Buffer): GatewayError {
  try {
    parseJsonBody(Buffer.from(body));
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('the body was taken');
}

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('parseJsonBody', () => {
  it('yields the object', () => {
    expect(parseJsonBody(Buffer.from('{"model":"通义","n":1.5}'))).toEqual({ model: '通义', n: 1.5 });
  });

  it.each([
    ['no body', '', /no body/],
    ['malformed JSON', '{"a":', /not valid JSON/],
    ['a byte order mark', '\uFEFF{}', /not valid JSON/],
    ['single quotes', "{'a':1}", /not valid JSON/],
    ['a list', '[]', /must be a JSON object/],
    ['null', 'null', /must be a JSON object/],
    ['a text', '"text"', /must be a JSON object/],
    ['201 levels', nested(201), /over 200 levels/],
  ])('refuses %s', (_what, body, message) => {
    const error = refuse(body);
    expect(error.kind).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'invalid_json' });
    expect(error.message).toMatch(message);
  });

  it.each([
    ['a stray byte', [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]],
    ['an overlong character', [0x22, 0xc0, 0xaf, 0x22]],
    ['half a character', [0x22, 0xe4, 0xbd]],
  ])('refuses %s, which is not UTF-8', (_what, bytes) => {
    expect(refuse(Buffer.from(bytes)).message).toMatch(/not valid UTF-8/);
  });

  it('takes 200 levels', () => {
    expect(parseJsonBody(Buffer.from(nested(200)))).toHaveProperty('a');
  });

  it('refuses 100,000 levels without a deep recursion', () => {
    expect(refuse('{"a":'.repeat(100_000)).message).toMatch(/over 200 levels/);
  });

  it('refuses a second model, and names the field', () => {
    const error = refuse('{"model":"a","mod\\u0065l":"b"}');
    expect(error.kindName).toBe('invalid_request');
    expect(error.details.param).toBe('model');
  });

  it('says where the JSON breaks', () => {
    expect(refuse('{"a":1,}').message).toBe('The body is not valid JSON (at position 7).');
  });

  it.each(['{"secret": canary}', '{"at position 42": canary}'])('quotes nothing of %s', (body) => {
    const error = refuse(body);
    expect(error.message).toBe('The body is not valid JSON.');
    expect(error.cause).toBeUndefined();
  });
});
