import { describe, expect, it } from 'vitest';
import { coversPattern, matchesPattern } from './model-patterns.js';

describe('matchesPattern', () => {
  it.each([
    ['qwen-plus', 'qwen-plus'],
    ['*', ''],
    ['*', 'anything/at all'],
    ['qwen-*', 'qwen-'],
    ['qwen-*', 'qwen-plus-2025-01-01'],
    ['*-plus', 'qwen-plus'],
    ['*w*n-*s', 'qwen-plus'],
    ['a*b*b', 'abbb'],
    ['bailian/*', 'bailian/qwen-plus'],
    ['**', 'x'],
    ['q.en', 'q.en'],
  ])('%j fits %j', (pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(true);
  });

  it.each([
    ['qwen-plus', 'qwen-plus2'],
    ['qwen-*', 'Qwen-plus'],
    ['qwen-*', 'xqwen-plus'],
    ['*-plus', 'qwen-plus2'],
    ['', 'a'],
    ['a*b', 'acbc'],
    ['q.en', 'qwen'],
    ['qwen-*', 'qwеn-plus'],
  ])('%j does not fit %j', (pattern, text) => {
    expect(matchesPattern(pattern, text)).toBe(false);
  });

  it('takes no more than moments for hostile patterns', () => {
    const startedAt = performance.now();
    expect(matchesPattern(`${'a*'.repeat(60)}c`, 'a'.repeat(500))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

describe('coversPattern', () => {
  it.each([
    ['*', 'qwen-*', true],
    ['qwen-*', 'qwen-plus', true],
    ['qwen-*', 'qwen-p*', true],
    ['qwen-*', 'qwen-*', true],
    ['qwen-p*', 'qwen-*', false],
    ['qwen-plus', 'qwen-*', false],
    ['*-plus', '*', false],
    ['a*c', 'a*b*c', true],
  ])('%j over %j: %j', (outer, inner, expected) => {
    expect(coversPattern(outer, inner)).toBe(expected);
  });
});
