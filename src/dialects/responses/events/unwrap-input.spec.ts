import { describe, expect, it } from 'vitest';
import { InputUnwrapper } from './unwrap-input.js';

const TEXTS = ['', 'plain', '*** Begin\n+"é😀"\\ \t', '\u0000\u2028', '"}', '😀'.repeat(3), 'a\\u0041'];

/** Half a surrogate pair. */
const LONE = /^[\udc00-\udfff]|[\ud800-\udbff]$/;

function unwrap(pieces: readonly string[]): { text: string; pieces: readonly string[] } {
  const unwrapper = new InputUnwrapper();
  const given = pieces.map((piece) => unwrapper.add(piece));
  return { text: given.join('') + unwrapper.end(), pieces: given };
}

/** Everything beyond ASCII escaped, as some upstreams write it. */
function escapeAll(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe('InputUnwrapper', () => {
  it.each(TEXTS)('finds %j wherever its JSON is cut, and never gives half a character', (text) => {
    for (const json of [JSON.stringify({ input: text }), escapeAll(JSON.stringify({ input: text }))]) {
      for (let at = 0; at <= json.length; at += 1) {
        expect(unwrap([json.slice(0, at), json.slice(at)]).text).toBe(text);
      }
      const { text: whole, pieces } = unwrap(Array.from({ length: json.length }, (_, at) => json.charAt(at)));
      expect(whole).toBe(text);
      if (json === escapeAll(json)) expect(pieces.some((piece) => LONE.test(piece))).toBe(false);
    }
  });

  it('gives the text as it grows', () => {
    expect(unwrap(['{"in', 'put" : "a', 'b', '\\', 'nc"', '}']).pieces).toEqual([
      '',
      'a',
      'b',
      '',
      '\nc',
      '',
    ]);
  });

  it.each([
    ['{"other":1,"input":"x"}', 'x'],
    ['"x"', 'x'],
    ['raw text', 'raw text'],
    ['{"text":"x"}', '{"text":"x"}'],
    ['', ''],
  ])('makes the best of %s', (json, text) => {
    expect(unwrap([json]).text).toBe(text);
  });

  it('takes what there is of a text that is cut', () => {
    expect(unwrap(['{"input":"a\\u00']).text).toBe('a');
  });
});
