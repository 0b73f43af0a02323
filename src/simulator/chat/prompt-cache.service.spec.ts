import { expect, it } from 'vitest';
import { measurePrompt, type Prompt } from './prompt.js';
import { PromptCache } from './prompt-cache.service.js';

const LONG = 'All work and no play makes a dull day. '.repeat(200);
const marked = { cache_control: { type: 'ephemeral' } };

function prompt(question: string, extra: Record<string, unknown> = {}): Prompt {
  return measurePrompt(
    [
      { role: 'system', content: [{ type: 'text', text: LONG, ...extra }] },
      { role: 'user', content: question },
    ],
    undefined,
  );
}

it('knows a beginning of 1,024 tokens once its answer is over', () => {
  const cache = new PromptCache();
  const first = cache.look('m', prompt('one'));
  expect(cache.look('m', prompt('two')).cached).toBe(0);
  cache.remember(first);
  const { cached } = cache.look('m', prompt('two'));
  expect(cached).toBeGreaterThanOrEqual(1_024);
  expect(cached).toBeLessThan(prompt('two').tokens);
  expect(cache.look('another', prompt('two')).cached).toBe(0);
});

it('does not report short beginnings', () => {
  const cache = new PromptCache();
  const short = measurePrompt([{ role: 'user', content: 'Hello' }], undefined);
  cache.remember(cache.look('m', short));
  expect(cache.look('m', short).cached).toBe(0);
});

it('bills a marked beginning as created first and as cached later', () => {
  const cache = new PromptCache();
  const first = cache.look('m', prompt('one', marked));
  expect(first.cached).toBe(0);
  expect(first.created).toBeGreaterThanOrEqual(1_024);
  cache.remember(first);
  expect(cache.look('m', prompt('two', marked))).toMatchObject({ cached: first.created, created: 0 });
});
