import { describe, expect, it } from 'vitest';
import { expandScalar } from './expand-scalar.js';

describe('expandScalar', () => {
  it.each([
    ['plain', 'plain'],
    ['${A}', '1'],
    ['x-${A}-${B}', 'x-1-2'],
    ['${NONE:-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${NONE:-}', ''],
    ['${A:-d}', '1'],
    ['$${A}', '${A}'],
    ['$A', '$A'],
  ])('%s -> %s', (text, expected) => {
    expect(expandScalar(text, { A: '1', B: '2', EMPTY: '' })).toBe(expected);
  });

  it.each(['${NONE}', '${EMPTY}', '${a b}', '${file:/does/not/exist}'])('refuses %s', (text) => {
    expect(() => expandScalar(text, { EMPTY: '' })).toThrow();
  });
});
