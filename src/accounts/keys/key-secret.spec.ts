import { describe, expect, it } from 'vitest';
import { createKeySecret, hintOf, isKeySecret } from './key-secret.js';

describe('createKeySecret', () => {
  const secrets = Array.from({ length: 500 }, createKeySecret);

  it('makes keys of one recognisable form, each once', () => {
    for (const secret of secrets) expect(secret).toMatch(/^gwk_[0-9A-Za-z]{49}$/);
    expect(new Set(secrets).size).toBe(500);
  });

  it('makes keys that are recognised, and no change of a character is', () => {
    for (const secret of secrets) expect(isKeySecret(secret)).toBe(true);
    const [secret = ''] = secrets;
    for (let at = 0; at < secret.length; at += 1) {
      const other = secret[at] === 'x' ? 'y' : 'x';
      expect(isKeySecret(secret.slice(0, at) + other + secret.slice(at + 1)), `character ${at}`).toBe(false);
      expect(isKeySecret(secret.slice(0, at))).toBe(false);
    }
  });
});

describe('isKeySecret', () => {
  it.each([
    '',
    'gwk_',
    `gwk_${'0'.repeat(49)}`,
    `gwk_${'x'.repeat(100_000)}`,
    'sk-0123456789',
    "gwk_' or 1=1 --",
  ])('does not take %j', (text) => {
    expect(isKeySecret(text)).toBe(false);
  });

  it('takes no look-alike of another alphabet', () => {
    const secret = createKeySecret();
    expect(isKeySecret(secret.replace('gwk', 'gwк'))).toBe(false);
    expect(isKeySecret(`${secret} `)).toBe(false);
  });
});

it('hints at a key by its last characters', () => {
  const secret = createKeySecret();
  expect(secret.endsWith(hintOf(secret))).toBe(true);
  expect(hintOf(secret)).toHaveLength(4);
});
