import { describe, expect, it } from 'vitest';
import { TextFrame } from './text-frame.js';

function write(text: string, fields: object = {}): string {
  const choice = { delta: { content: text, reasoning_content: '' }, finish_reason: null, index: 0 };
  return JSON.stringify({ choices: [choice], usage: null, id: 'c', ...fields });
}

describe('TextFrame', () => {
  const frame = TextFrame.find(write('Hello'));

  it.each([
    'a',
    ' "quoted" ',
    'back\\slash\\',
    '\\"',
    'Grüße 🌍',
    '\n\u0000',
    '"}],"usage":{"a":1}',
    '\\\\\\"',
  ])('fits the same event with the text %j, and gives it back', (text) => {
    const data = write(text);
    expect(frame?.fits(data)).toBe(true);
    expect(JSON.parse(`"${frame?.pieceOf(data) ?? ''}"`)).toBe(text);
    expect(frame?.around(frame.pieceOf(data))).toBe(data);
  });

  it.each([
    ['another id', write('Hello', { id: 'd' })],
    ['usage', write('Hello', { usage: { total_tokens: 1 } })],
    ['one more member', write('Hello', { error: {} })],
    ['no text', write('')],
    ['less than the frame', '{}'],
    ['a text that does not end', write('Hello').replace('Hello', 'Hello\\')],
    ['a text that ends early', write('Hello').replace('Hello', 'Hel","role":"lo')],
    ['a second text inside', write('Hello').replace('Hello', 'a","b":"')],
  ])('does not fit an event with %s', (_, data) => {
    expect(frame?.fits(data)).toBe(false);
  });

  it('is found around reasoning and arguments, also behind white space', () => {
    for (const data of ['{"reasoning_content": \n"a"}', '{"content":"","arguments":"{\\"a\\""}']) {
      expect(TextFrame.find(data)?.fits(data)).toBe(true);
    }
  });

  it.each(['{}', '{"content":""}', '{"content":null}', '{"text":"\\"content\\":\\"a\\""}', '{"content":"a'])(
    'is not found in %s',
    (data) => {
      expect(TextFrame.find(data)).toBeUndefined();
    },
  );
});
