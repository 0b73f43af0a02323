import { describe, expect, it } from 'vitest';
import { ChatChunk } from './chat-chunk.js';

const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function chunk(fields: object): ChatChunk {
  return new ChatChunk(JSON.stringify({ id: 'c', choices: [], ...fields }));
}

describe('ChatChunk', () => {
  it('parses its text once', () => {
    const one = chunk({});
    expect(one.value).toBe(one.value);
  });

  it.each([{}, { usage: null }, { choices: [{ index: 0, delta: { content: '"usage": {"a":1}' } }] }])(
    'has no usage in %j',
    (fields) => {
      expect(chunk(fields).usage).toBeUndefined();
      expect(chunk(fields).isUsageOnly).toBe(false);
    },
  );

  it('does not parse text that cannot carry usage', () => {
    expect(new ChatChunk('{"usage":null, not JSON').usage).toBeUndefined();
  });

  it('has the usage of the extra chunk', () => {
    expect(chunk({ usage: USAGE }).usage).toEqual(USAGE);
    expect(chunk({ usage: USAGE }).isUsageOnly).toBe(true);
  });

  it('finds usage behind whitespace', () => {
    expect(new ChatChunk('{"choices": [], "usage": \n {"total_tokens": 3}}').usage).toEqual({
      total_tokens: 3,
    });
  });

  it('tells usage beside a choice from the extra chunk', () => {
    const both = chunk({ usage: USAGE, choices: [{ index: 0, delta: {} }] });
    expect(both.usage).toEqual(USAGE);
    expect(both.isUsageOnly).toBe(false);
  });

  it('is not fooled by a nested object of the name', () => {
    const nested = chunk({ usage: null, choices: [{ index: 0, delta: { usage: { a: 1 } } }] });
    expect(nested.usage).toBeUndefined();
  });

  it('takes a chunk with usage and no list of choices for a usage chunk', () => {
    expect(new ChatChunk('{"usage":{"total_tokens":3}}').isUsageOnly).toBe(true);
  });
});
