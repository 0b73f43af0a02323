import { describe, expect, it } from 'vitest';
import { SessionUsage } from './session-usage.js';

const done = (usage: unknown): Buffer =>
  Buffer.from(JSON.stringify({ type: 'response.done', response: { usage } }));

describe('SessionUsage', () => {
  it('adds up what responses cost', () => {
    const usage = new SessionUsage();
    expect(usage.add(done({ input_tokens: 1, output_tokens: 2, total_tokens: 3 }))).toEqual({
      prompt_tokens: 1,
      completion_tokens: 2,
      total_tokens: 3,
    });
    expect(usage.add(done({ input_tokens: 10, output_tokens: 20 }))).toEqual({
      prompt_tokens: 11,
      completion_tokens: 22,
      total_tokens: 33,
    });
  });

  it.each([
    ['another event', '{"type":"response.created"}'],
    ['text that mentions it', '{"type":"response.text.delta","delta":"\\"response.done\\""}'],
    ['a value that is it', '{"type":"x","delta":"response.done"}'],
    ['no JSON', '"response.done" {'],
    ['no object', '"response.done"'],
    ['null', 'null'],
    ['no response', '{"type":"response.done"}'],
    ['a response without usage', '{"type":"response.done","response":{"usage":null}}'],
    ['nothing', ''],
  ])('takes nothing from %s', (_what, text) => {
    expect(new SessionUsage().add(Buffer.from(text))).toBeUndefined();
  });

  it('takes counts that are none for zero', () => {
    expect(
      new SessionUsage().add(done({ input_tokens: 'x', output_tokens: -1, total_tokens: null })),
    ).toEqual({
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 0,
    });
  });
});
