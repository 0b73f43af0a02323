import { describe, expect, it } from 'vitest';
import type { ThinkingModelFacts } from '../../../contracts/model-facts.js';
import { budgetInForce, writeThinking } from './write-thinking.js';

const model = (fields: Partial<ThinkingModelFacts>): ThinkingModelFacts => ({
  kind: 'hybrid',
  isOnByDefault: true,
  controls: [],
  maxBudget: null,
  efforts: {},
  isStreamOnly: false,
  isPreservedByDefault: false,
  ...fields,
});

const BUDGET = model({ controls: ['budget'], maxBudget: 100_000 });
const UNKNOWN_BUDGET = model({ controls: ['budget'] });
const BOTH = model({
  controls: ['budget', 'effort'],
  maxBudget: 262_144,
  efforts: { low: 4_096, medium: 16_384, xhigh: 262_144 },
});
const EFFORT = model({ controls: ['effort'], efforts: { high: null, max: null } });
const SWITCH = model({});
const ALWAYS = model({ kind: 'only' });
const sentAs = ['reasoning_effort'];

describe('writeThinking', () => {
  it.each([
    ['minimal', 2_000, 327],
    ['low', 10_000, 1_638],
    ['medium', 30_000, 4_915],
    ['high', 60_000, 9_830],
    ['xhigh', 90_000, 14_745],
    ['max', 95_000, 15_564],
  ] as const)('makes %s a budget', (effort, ofMost, ofUsual) => {
    const wish = { isOn: true, effort, sentAs };
    expect(writeThinking(wish, BUDGET)).toEqual({ enable_thinking: true, thinking_budget: ofMost });
    expect(writeThinking(wish, UNKNOWN_BUDGET)).toEqual({ enable_thinking: true, thinking_budget: ofUsual });
  });

  it.each([
    ['minimal', 'low', 'high'],
    ['low', 'low', 'high'],
    ['medium', 'medium', 'high'],
    ['high', 'xhigh', 'high'],
    ['xhigh', 'xhigh', 'max'],
    ['max', 'xhigh', 'max'],
  ] as const)('makes %s the nearest word: %s of three, %s of two', (effort, ofThree, ofTwo) => {
    const wish = { isOn: true, effort, sentAs };
    expect(writeThinking(wish, BOTH)).toEqual({ enable_thinking: true, reasoning_effort: ofThree });
    expect(writeThinking(wish, EFFORT)).toEqual({ enable_thinking: true, reasoning_effort: ofTwo });
  });

  it.each([
    [{ isOn: false, sentAs }, BOTH, { enable_thinking: false }],
    [{ isOn: true, budget: 500, sentAs }, BOTH, { enable_thinking: true, thinking_budget: 500 }],
    [{ budget: 500, sentAs }, SWITCH, { thinking_budget: 500 }],
    [{ isOn: true, budget: 500, sentAs }, EFFORT, { enable_thinking: true, reasoning_effort: 'high' }],
    [{ isOn: true, budget: 60_000, sentAs }, EFFORT, { enable_thinking: true, reasoning_effort: 'max' }],
    [{ isOn: true, effort: 'high', sentAs }, SWITCH, { enable_thinking: true }],
    [{ isOn: true, effort: 'high', sentAs }, ALWAYS, {}],
    [{ preserve: true, sentAs }, BUDGET, { preserve_thinking: true }],
  ] as const)('writes %j', (wish, facts, wire) => {
    expect(writeThinking(wish, facts)).toEqual(wire);
  });
});

describe('budgetInForce', () => {
  it.each([
    [undefined, BUDGET, 100_000],
    [undefined, UNKNOWN_BUDGET, undefined],
    [{ budget: 7, sentAs }, BUDGET, 7],
    [{ isOn: true, effort: 'low', sentAs }, BUDGET, 10_000],
    [{ isOn: true, effort: 'low', sentAs }, BOTH, 4_096],
    [{ isOn: true, effort: 'low', sentAs }, EFFORT, undefined],
  ] as const)('of %j', (wish, facts, budget) => {
    expect(budgetInForce(wish, facts)).toBe(budget);
  });
});
