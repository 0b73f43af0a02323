import { describe, expect, it } from 'vitest';
import { LineMapper } from './line-mapper.js';

/** Turns `x…` lines to upper case, leaves the others, and notes what it saw. */
function createMapper(maxLineBytes = 100) {
  const seen: string[] = [];
  const mapper = new LineMapper({
    maxLineBytes,
    take: (line) => {
      seen.push(line.toString());
      return line.toString().startsWith('x') ? Buffer.from(line.toString().toUpperCase()) : line;
    },
    takeTooLong: () => {
      seen.push('too long');
    },
  });
  const map = (...pieces: readonly string[]): string =>
    [...pieces.flatMap((piece) => mapper.add(Buffer.from(piece))), ...mapper.finish()].join('');
  return { map, seen };
}

const TEXT = 'one\r\nxtwo\n\nxthree\nfour';

describe('LineMapper', () => {
  it('gives the same result wherever the bytes are cut', () => {
    for (let first = 0; first <= TEXT.length; first += 1) {
      for (let second = first; second <= TEXT.length; second += 1) {
        const { map, seen } = createMapper();
        const mapped = map(TEXT.slice(0, first), TEXT.slice(first, second), TEXT.slice(second));
        expect(mapped).toBe('one\r\nXTWO\n\nXTHREE\nfour');
        expect(seen).toEqual(['one\r', 'xtwo', '', 'xthree', 'four']);
      }
    }
  });

  it('keeps a last line feed, and takes nothing after it', () => {
    const { map, seen } = createMapper();
    expect(map('xa\n')).toBe('XA\n');
    expect(seen).toEqual(['xa']);
  });

  it('says which lines are too long, and goes on', () => {
    for (const pieces of [['aaaa\nb\n'], ['aa', 'aa', '\nb\n'], ['aaaa', '\n', 'b\n']]) {
      const { map, seen } = createMapper(3);
      map(...pieces);
      expect(seen).toEqual(['too long', 'b']);
    }
  });
});
