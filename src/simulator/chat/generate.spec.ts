import { expect, it } from 'vitest';
import { generate, type Meter, type Part } from './generate.js';
import { parseChatRequest } from './parse-chat-request.js';
import { planAnswer } from './plan-answer.js';
import { readDirective } from './directive.js';

const SCRIPT = '[[sim: {"reasoning":"one two three four five","text":"uno dos tres"}]]';

function run(
  fields: Record<string, unknown>,
  prompt = SCRIPT,
): { text: string; finish: string; meter: Meter } {
  const request = parseChatRequest({
    model: 'qwen3.8-max',
    messages: [{ role: 'user', content: prompt }],
    ...fields,
  });
  const meter = { reasoning: 0, answer: 0 };
  const parts = [...generate(request, planAnswer(request, readDirective(request.messages)), meter)];
  return { text: parts.map(readContent).join(''), finish: readReason(parts.at(-1)), meter };
}

const readContent = (part: Part): string => (part.kind === 'content' ? part.text : '');
const readReason = (part: Part | undefined): string => (part?.kind === 'finish' ? part.reason : 'none');

it('counts reasoning and answer', () => {
  expect(run({})).toEqual({ text: 'uno dos tres', finish: 'stop', meter: { reasoning: 5, answer: 3 } });
});

it('lets max_tokens cap the answer alone on older models of Qwen', () => {
  expect(run({ max_tokens: 2 })).toEqual({
    text: 'uno dos',
    finish: 'length',
    meter: { reasoning: 5, answer: 2 },
  });
});

it.each(['qwen4-max-preview', 'deepseek-v4-pro', 'glm-5.3'])(
  'lets max_tokens cap everything on %s',
  (model) => {
    expect(run({ model, max_tokens: 6 })).toMatchObject({
      finish: 'length',
      meter: { reasoning: 5, answer: 1 },
    });
  },
);

it('lets max_completion_tokens cap everything, so that reasoning may use it up', () => {
  expect(run({ max_completion_tokens: 3 })).toEqual({
    text: '',
    finish: 'length',
    meter: { reasoning: 3, answer: 0 },
  });
});

it('ends reasoning at its budget and answers all the same', () => {
  expect(run({ thinking_budget: 2 })).toMatchObject({ finish: 'stop', meter: { reasoning: 2, answer: 3 } });
});

it('leaves the stop text out, even where it lies across tokens', () => {
  expect(run({ stop: ['os tr'] })).toMatchObject({ text: 'uno d', finish: 'stop' });
});

it('is as long as the words that were asked for', () => {
  expect(run({ enable_thinking: false }, '[[sim: {"words":50}]]').meter).toEqual({
    reasoning: 0,
    answer: 50,
  });
});

it('cuts the arguments of a call at the cap', () => {
  const prompt = '[[sim: {"tool_calls":[{"name":"f","arguments":{"a":"a long text"}}]}]]';
  expect(run({ max_tokens: 3 }, prompt).finish).toBe('length');
  expect(run({}, prompt).finish).toBe('tool_calls');
});
