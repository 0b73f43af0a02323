import { describe, expect, it } from 'vitest';
import { GatewayError } from './gateway-error.js';
import { readThinking, THINKING_EFFORTS } from './thinking.js';

function failure(body: Readonly<Record<string, unknown>>): GatewayError {
  try {
    readThinking(body);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('it was read');
}

describe('readThinking', () => {
  it.each([
    {},
    { enable_thinking: null, reasoning_effort: null, thinking: null },
    { reasoning: { summary: 'auto' } },
    { max_tokens: 5 },
  ])('reads nothing in %j', (body) => {
    expect(readThinking(body)).toBeUndefined();
  });

  it.each([
    [{ reasoning_effort: 'none' }, { isOn: false }],
    [{ reasoning_effort: 'low' }, { isOn: true, effort: 'low' }],
    [{ reasoning: { effort: 'high' } }, { isOn: true, effort: 'high' }],
    [{ thinking: { type: 'enabled', budget_tokens: 9 } }, { isOn: true, budget: 9 }],
    [{ thinking: { type: 'adaptive' } }, { isOn: true }],
    [{ thinking: { type: 'disabled' } }, { isOn: false }],
    [{ enable_thinking: true }, { isOn: true }],
    [{ thinking_budget: 5 }, { budget: 5 }],
    [{ preserve_thinking: false }, { preserve: false }],
    // Qwen's own fields win.
    [{ enable_thinking: false, reasoning_effort: 'high' }, { isOn: false }],
    [{ enable_thinking: true, reasoning_effort: 'none' }, { isOn: true }],
    [
      { enable_thinking: true, reasoning_effort: 'low' },
      { isOn: true, effort: 'low' },
    ],
    [
      { thinking_budget: 5, reasoning_effort: 'max' },
      { isOn: true, budget: 5 },
    ],
    [{ thinking_budget: 5, reasoning_effort: 'none' }, { budget: 5 }],
    [
      { thinking_budget: 5, thinking: { type: 'enabled', budget_tokens: 7 } },
      { isOn: true, budget: 5 },
    ],
  ])('reads %j as %j', (body, wish) => {
    const { isOn, effort, budget, preserve } = readThinking(body) ?? {};
    expect(JSON.parse(JSON.stringify({ isOn, effort, budget, preserve }))).toEqual(wish);
  });

  it('names every field that says something', () => {
    const body = { reasoning: { effort: 'low' }, enable_thinking: true, thinking_budget: 3 };
    expect(readThinking(body)?.sentAs).toEqual(['reasoning.effort', 'enable_thinking', 'thinking_budget']);
  });

  it.each([
    [{ reasoning_effort: 'turbo' }, 'reasoning_effort'],
    [{ reasoning_effort: 3 }, 'reasoning_effort'],
    [{ reasoning: { effort: 'much' } }, 'reasoning.effort'],
    [{ thinking: 'on' }, 'thinking'],
    [{ thinking: { type: 'maybe' } }, 'thinking.type'],
    [{ thinking: { type: 'enabled', budget_tokens: 0 } }, 'thinking.budget_tokens'],
    [{ thinking: { type: 'disabled', budget_tokens: 9 } }, 'thinking.budget_tokens'],
    [{ enable_thinking: 'true' }, 'enable_thinking'],
    [{ preserve_thinking: 1 }, 'preserve_thinking'],
    [{ thinking_budget: 0 }, 'thinking_budget'],
    [{ thinking_budget: -1 }, 'thinking_budget'],
    [{ thinking_budget: 1.5 }, 'thinking_budget'],
    [{ thinking_budget: '100' }, 'thinking_budget'],
    [{ enable_thinking: false, thinking_budget: 100 }, 'thinking_budget'],
    [{ reasoning_effort: 'none', thinking: { type: 'enabled' } }, 'thinking'],
    [{ reasoning_effort: 'low', reasoning: { effort: 'high' } }, 'reasoning.effort'],
  ])('refuses %j', (body, param) => {
    expect(failure(body)).toMatchObject({ kindName: 'invalid_request', details: { param } });
  });

  it('says which efforts there are', () => {
    expect(failure({ reasoning_effort: 'turbo' }).message).toContain(THINKING_EFFORTS.join(', '));
  });
});
