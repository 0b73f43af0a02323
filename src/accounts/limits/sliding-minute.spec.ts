import { describe, expect, it } from 'vitest';
import { SlidingMinute } from './sliding-minute.js';

const MINUTE = 60_000;

function amountOf({ amount }: { readonly amount: number }): number {
  return amount;
}

describe('SlidingMinute', () => {
  it('counts what came within the last minute, to the millisecond', () => {
    const minute = new SlidingMinute();
    minute.add(1_050, 3);
    minute.add(31_000, 2);
    expect(minute.used(31_000)).toBe(5);
    expect(minute.used(1_049 + MINUTE)).toBe(5);
    expect(minute.used(1_050 + MINUTE)).toBe(2);
    expect(minute.used(31_000 + MINUTE)).toBe(0);
  });

  it('frees what came together with the last of it', () => {
    const minute = new SlidingMinute();
    for (const now of [0, 30, 99, 100]) minute.add(now, 1);
    expect(minute.entries(100).map(amountOf)).toEqual([3, 1]);
    expect(minute.used(MINUTE + 98)).toBe(4);
    expect(minute.used(MINUTE + 99)).toBe(1);
  });

  it('says when how much leaves', () => {
    const minute = new SlidingMinute();
    expect(minute.leavesIn(0, 1)).toBe(MINUTE);
    minute.add(0, 3);
    minute.add(10_000, 2);
    expect(minute.leavesIn(20_000, 3)).toBe(40_000);
    expect(minute.leavesIn(20_000, 4)).toBe(50_000);
    expect(minute.leavesIn(20_000, 6)).toBe(MINUTE);
    expect(minute.used(20_000 + minute.leavesIn(20_000, 3))).toBe(2);
  });

  it('corrects what still counts, and nothing else', () => {
    const minute = new SlidingMinute();
    const first = minute.add(0, 10);
    const second = minute.add(30_000, 10);
    minute.change(second, -4);
    expect(minute.used(30_000)).toBe(16);
    expect(minute.used(MINUTE)).toBe(6);
    minute.change(first, -10);
    expect(minute.used(MINUTE)).toBe(6);
    minute.used(3 * MINUTE);
    minute.change(second, 5);
    expect(minute.used(3 * MINUTE)).toBe(0);
  });

  it('agrees with a list of all times, over random traffic', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 0x7fffffff) / 0x7fffffff;
    const minute = new SlidingMinute();
    const all: { at: number; amount: number }[] = [];
    for (let step = 0, now = 0; step < 20_000; step += 1) {
      now += random() < 0.01 ? random() * 90_000 : random() * 200;
      const amount = Math.ceil(random() * 5);
      minute.add(now, amount);
      all.push({ at: now, amount });
      const within = (ms: number): number => sum(all.filter(({ at }) => at > now - ms));
      if (step % 50 !== 0) continue;
      expect(minute.used(now)).toBeGreaterThanOrEqual(within(MINUTE));
      expect(minute.used(now)).toBeLessThanOrEqual(within(MINUTE + 100));
    }
  });

  it('needs no more memory for a million requests than for one in each tenth of a second', () => {
    const minute = new SlidingMinute();
    for (let now = 0; now < 10 * MINUTE; now += 0.6) minute.add(now, 1);
    expect(minute.entries(10 * MINUTE).length).toBeLessThanOrEqual(601);
  });
});

function sum(entries: readonly { readonly amount: number }[]): number {
  return entries.reduce((total, { amount }) => total + amount, 0);
}
