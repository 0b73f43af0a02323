import { expect, it } from 'vitest';
import { countTokens, splitTokens } from './tokens.js';

it.each(['', 'Hello  world', 'a'.repeat(30), '你好，世界 😀👩‍👩‍👧', '{"a": [1,\n2]}'])(
  'splits %j without loss',
  (text) => {
    const tokens = [...splitTokens(text)];
    expect(tokens.join('')).toBe(text);
    expect(countTokens(text)).toBe(tokens.length);
  },
);
