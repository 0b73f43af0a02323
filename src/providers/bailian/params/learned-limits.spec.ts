import { describe, expect, it } from 'vitest';
import type { ModelFacts } from '../../../contracts/model-facts.js';
import { LearnedLimits } from './learned-limits.js';

const FACTS: ModelFacts = {
  id: 'm',
  kind: 'chat',
  contextWindow: null,
  maxInputTokens: null,
  maxOutputTokens: null,
  outputCap: 'answer',
  thinking: {
    kind: 'hybrid',
    isOnByDefault: true,
    controls: ['budget'],
    maxBudget: null,
    efforts: {},
    isStreamOnly: false,
    isPreservedByDefault: false,
  },
  isStreamOnly: false,
  inputModalities: null,
  outputModalities: null,
  features: {},
  embedding: null,
  rerank: null,
};

function learn(...messages: readonly string[]): LearnedLimits {
  const limits = new LearnedLimits();
  for (const message of messages) limits.learn('m', message);
  return limits;
}

describe('LearnedLimits', () => {
  it.each([
    ['Range of max_tokens should be [1, 8192]', 8_192],
    ['Range of max_completion_tokens should be [1, 131072]', 131_072],
    ['max_tokens must be less than or equal to 4096', 4_096],
  ])('learns the longest answer from "%s"', (message, maxOutputTokens) => {
    expect(learn(message).complete('m', FACTS)).toMatchObject({ maxOutputTokens });
  });

  it.each([
    ['The thinking_budget parameter must be a positive integer and not greater than 38912', 38_912],
    ['Range of thinking_budget should be [1, 81920]', 81_920],
  ])('learns the largest budget from "%s"', (message, maxBudget) => {
    expect(learn(message).complete('m', FACTS)).toMatchObject({ thinking: { maxBudget } });
  });

  it('learns nothing from other errors, and nothing of other models', () => {
    const limits = learn('Temperature should be in [0.0, 2.0)', 'Range of input length should be [1, 100]');
    expect(limits.complete('m', FACTS)).toBe(FACTS);
    expect(learn('Range of max_tokens should be [1, 8192]').complete('other', FACTS)).toBe(FACTS);
  });

  it('keeps the smaller one of what the catalogue says and what was learned', () => {
    const known = { ...FACTS, maxOutputTokens: 4_096 };
    const limits = learn('Range of max_tokens should be [1, 8192]');
    expect(limits.complete('m', known).maxOutputTokens).toBe(4_096);
    expect(limits.complete('m', { ...known, maxOutputTokens: 9_000 }).maxOutputTokens).toBe(8_192);
  });

  it('forgets the oldest of very many models', () => {
    const limits = new LearnedLimits();
    const message = 'Range of max_tokens should be [1, 8192]';
    for (let index = 0; index <= 1_000; index += 1) limits.learn(`m${index}`, message);
    expect(limits.complete('m0', FACTS).maxOutputTokens).toBeNull();
    expect(limits.complete('m1', FACTS).maxOutputTokens).toBe(8_192);
  });
});
