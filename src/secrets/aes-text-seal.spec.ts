import { describe, expect, it } from 'vitest';
import { AesTextSeal } from './aes-text-seal.js';
import { SecretKeys } from './secret-keys.js';

const OLD = 'an-old-secret-of-the-operator-0123456789';
const NEW = 'a-new-secret-of-the-operator-0123456789';
const TEXT = 'First I 想 of "quotes"\n and \u0000.';
const TEAM = { team: 'team-a' };

function createSeal(secrets: readonly [string, ...string[]], purpose = 'reasoning'): AesTextSeal {
  return new AesTextSeal(new SecretKeys(secrets).derive(purpose));
}

describe('AesTextSeal', () => {
  const seal = createSeal([NEW]);
  const sealed = seal.seal(TEXT, TEAM);

  it('opens what it sealed, also in another process with the same secret', () => {
    expect(seal.unseal(sealed, TEAM)).toEqual(TEXT);
    expect(createSeal([NEW]).unseal(sealed, TEAM)).toEqual(TEXT);
  });

  it('never seals the same way twice, and shows nothing of the text or the team', () => {
    expect(seal.seal(TEXT, TEAM)).not.toBe(sealed);
    const bytes = Buffer.from(sealed, 'base64url').toString('latin1');
    for (const word of ['First', 'quotes', 'team']) expect(bytes).not.toContain(word);
    expect(sealed).toMatch(/^[\w-]+$/);
  });

  it.each(['', 'text'.repeat(100_000)])('keeps a text of any length', (text) => {
    expect(seal.unseal(seal.seal(text, TEAM), TEAM)).toBe(text);
  });

  it('opens nothing for another team', () => {
    expect(seal.unseal(sealed, { team: 'team-b' })).toBeUndefined();
    expect(seal.unseal(sealed, { team: '' })).toBeUndefined();
  });

  it('opens nothing of another purpose', () => {
    expect(createSeal([NEW], 'compaction').unseal(sealed, TEAM)).toBeUndefined();
  });

  it('opens nothing where any one bit was changed, and nothing cut short', () => {
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const tampered = Buffer.from(bytes);
      tampered[at] = (tampered[at] ?? 0) ^ (1 << (at % 8));
      expect(seal.unseal(tampered.toString('base64url'), TEAM), `byte ${at}`).toBeUndefined();
      expect(seal.unseal(bytes.subarray(0, at).toString('base64url'), TEAM)).toBeUndefined();
    }
  });

  it.each(['', 'x', 'gAAAA…', '\0'.repeat(64), 'AQ'.repeat(40)])(
    'opens nothing of %j, and does not throw',
    (foreign) => {
      expect(seal.unseal(foreign, TEAM)).toBeUndefined();
    },
  );

  it('seals with the first secret and opens with all', () => {
    const old = createSeal([OLD]);
    const both = createSeal([NEW, OLD]);
    expect(both.unseal(old.seal(TEXT, TEAM), TEAM)).toEqual(TEXT);
    expect(old.unseal(both.seal(TEXT, TEAM), TEAM)).toBeUndefined();
    expect(createSeal([NEW]).unseal(both.seal(TEXT, TEAM), TEAM)).toEqual(TEXT);
  });
});
