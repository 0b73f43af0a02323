import { describe, expect, it } from 'vitest';
import { chooseRequestId } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('chooseRequestId', () => {
  it.each(['a', 'Trace_1.2-3', 'x'.repeat(128)])("takes the client's %s", (id) => {
    expect(chooseRequestId(id)).toBe(id);
  });

  it.each([
    undefined,
    '',
    'x'.repeat(129),
    'a b',
    'a\n',
    'a\r\nset-cookie: x',
    'é',
    '<b>',
    ['a'],
    ['a', 'b'],
  ])('makes one where the client sent %j', (id) => {
    expect(chooseRequestId(id)).toMatch(UUID);
  });

  it('makes a new one each time', () => {
    expect(chooseRequestId(undefined)).not.toBe(chooseRequestId(undefined));
  });
});
