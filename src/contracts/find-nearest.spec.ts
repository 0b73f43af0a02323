import { describe, expect, it } from 'vitest';
import { findNearest } from './find-nearest.js';

const MODELS = ['qwen-plus', 'qwen-max', 'qwen-flash', 'qwen3-max', 'text-embedding-v4'];

describe('findNearest', () => {
  it('names the nearest first, three at most', () => {
    expect(findNearest('qwen-pluss', MODELS)[0]).toBe('qwen-plus');
    expect(findNearest('qwen-mx', MODELS)).toEqual(['qwen-max', 'qwen3-max', 'qwen-plus']);
  });

  it.each(['gpt-4o', '', 'completely different', 'x'.repeat(1_000)])('names nothing for %j', (name) => {
    expect(findNearest(name, MODELS)).toEqual([]);
  });

  it('takes an empty list', () => {
    expect(findNearest('qwen-plus', [])).toEqual([]);
  });
});
