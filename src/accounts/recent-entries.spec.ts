import { describe, expect, it } from 'vitest';
import { RecentEntries } from './recent-entries.js';

describe('RecentEntries', () => {
  it('never holds more than it may, and keeps what is asked for', () => {
    const entries = new RecentEntries<number>(100);
    entries.set('used', -1);
    for (let index = 0; index < 100_000; index += 1) {
      entries.set(`k${index}`, index);
      expect(entries.get('used')).toBe(-1);
      expect(entries.size).toBeLessThanOrEqual(102);
    }
    expect(entries.get('k99999')).toBe(99_999);
    expect(entries.get('k0')).toBeUndefined();
  });

  it('replaces, and deletes in both halves', () => {
    const entries = new RecentEntries<number>(4);
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['d', 4],
    ] as const) {
      entries.set(key, value);
    }
    entries.set('a', 5);
    expect(entries.get('a')).toBe(5);
    entries.deleteWhere((value) => value !== 4);
    expect([entries.get('a'), entries.get('b'), entries.get('d')]).toEqual([undefined, undefined, 4]);
    entries.clear();
    expect(entries.size).toBe(0);
  });
});
