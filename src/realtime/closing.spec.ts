import { describe, expect, it } from 'vitest';
import { type End, passOn } from './closing.js';

const end = (fields: Partial<End>): End => ({ side: 'client', code: 1006, reason: Buffer.of(), ...fields });
const broken = (code: string): Error => Object.assign(new Error('x'), { code });

describe('passOn', () => {
  it('carries a code and its reason over', () => {
    const reason = Buffer.from('bye');
    expect(passOn(end({ code: 4001, reason }))).toEqual({ code: 4001, reason });
  });

  it('leaves out a code that was not there', () => {
    expect(passOn(end({ code: 1005 }))).toEqual({});
  });

  it.each([
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 1009],
    ['WS_ERR_INVALID_UTF8', 1007],
    ['WS_ERR_INVALID_OPCODE', 1002],
  ])('says what was wrong with frames: %s', (code, expected) => {
    for (const side of ['client', 'upstream'] as const) {
      expect(passOn(end({ side, error: broken(code) }))).toMatchObject({ code: expected });
    }
  });

  it.each([
    ['client', 1001],
    ['upstream', 1014],
  ] as const)('says that the %s is gone', (side, expected) => {
    expect(passOn(end({ side }))).toMatchObject({ code: expected });
    expect(passOn(end({ side, error: broken('ECONNRESET') }))).toMatchObject({ code: expected });
  });
});
