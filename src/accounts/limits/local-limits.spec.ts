import { describe, expect, it } from 'vitest';
import type { RateLimits } from '../../contracts/rate-limits.js';
import { type LimitRequest, listItems } from './limit-request.js';
import type { LimitScope, ScopeKind } from './limit-scope.js';
import { LocalLimits, type LocalVerdict } from './local-limits.js';
import { shareOf } from './share-of.js';

const WHOLE = (limit: number): number => limit;

function scope(kind: ScopeKind, limits: RateLimits): LimitScope {
  return { kind, name: `${kind}:x`, limits };
}

function ask(scopes: readonly LimitScope[], request: Partial<LimitRequest> = {}) {
  return listItems({ scopes, tokens: 0, likelyTokens: 0, isRepeated: false, ...request }, WHOLE);
}

function refusedBy({ refusal }: LocalVerdict): string | undefined {
  return refusal === undefined ? undefined : `${refusal.item.scope.kind} ${refusal.item.measure}`;
}

describe('LocalLimits', () => {
  it('lets through so many at once, and never more in any minute', () => {
    const limits = new LocalLimits();
    const items = ask([scope('key', { requestsPerMinute: 5 })]);
    const granted: number[] = [];
    for (let now = 0; now < 180_000; now += 7) {
      if (limits.take(items, now).refusal === undefined) granted.push(now);
    }
    expect(granted.slice(0, 5)).toEqual([0, 7, 14, 21, 28]);
    expect(granted.length).toBeGreaterThanOrEqual(14);
    granted.forEach((from, index) => {
      expect((granted[index + 5] ?? Infinity) - from).toBeGreaterThan(60_000);
    });
  });

  it('takes nothing from any scope where one refuses', () => {
    const limits = new LocalLimits();
    const key = scope('key', { requestsPerMinute: 10, tokensPerMinute: 100, concurrent: 10 });
    const team = scope('team', { requestsPerMinute: 1 });
    expect(refusedBy(limits.take(ask([key, team]), 0))).toBeUndefined();
    const second = limits.take(ask([key, team]), 1);
    expect(refusedBy(second)).toBe('team requests');
    expect(second.taken).toEqual([]);
    const standings = limits.take(ask([key]), 2).standings.map(({ item, used }) => [item.measure, used]);
    expect(standings).toEqual([
      ['requests', 2],
      ['tokens', 2],
      ['concurrent', 2],
    ]);
  });

  it('lets nothing through where a limit is 0, for a minute', () => {
    for (const limit of ['requestsPerMinute', 'tokensPerMinute', 'concurrent'] as const) {
      const { refusal } = new LocalLimits().take(ask([scope('key', { [limit]: 0 })]), 0);
      expect(refusal).toMatchObject({ retryMs: 60_000, item: { limit: 0 } });
    }
  });

  it('frees what ran when it ended', () => {
    const limits = new LocalLimits();
    const items = ask([scope('model', { concurrent: 1 })]);
    const [running] = limits.take(items, 0).taken;
    expect(limits.take(items, 0).refusal).toMatchObject({ retryMs: 1_000 });
    if (running !== undefined) running.use.running -= 1;
    expect(limits.take(items, 0).refusal).toBeUndefined();
  });

  it('reserves tokens, and says when there are enough', () => {
    const limits = new LocalLimits();
    const key = scope('key', { tokensPerMinute: 100 });
    limits.take(ask([key], { tokens: 30, likelyTokens: 30 }), 0);
    limits.take(ask([key], { tokens: 60, likelyTokens: 60 }), 10_000);
    const verdict = limits.take(ask([key], { tokens: 50, likelyTokens: 50 }), 20_000);
    expect(verdict.refusal).toMatchObject({ retryMs: 50_000 });
    const small = limits.take(ask([key], { tokens: 40, likelyTokens: 40 }), 20_000);
    expect(small.refusal).toMatchObject({ retryMs: 40_000 });
  });

  it('does not keep a request out of an empty minute by a guess alone', () => {
    const limits = new LocalLimits();
    const items = ask([scope('key', { tokensPerMinute: 100 })], { tokens: 10, likelyTokens: 500 });
    expect(limits.take(items, 0)).toMatchObject({ standings: [{ used: 100 }] });
    expect(refusedBy(limits.take(items, 0))).toBe('key tokens');
  });

  it('counts a request once for its key and team, however many attempts it takes', () => {
    const kinds = (isRepeated: boolean): readonly string[] => {
      const all = (['key', 'team', 'model', 'provider'] as const).map((kind) =>
        scope(kind, { requestsPerMinute: 1 }),
      );
      return ask(all, { isRepeated }).map((item) => item.scope.kind);
    };
    expect(kinds(false)).toEqual(['key', 'team', 'model', 'provider']);
    expect(kinds(true)).toEqual(['model', 'provider']);
  });

  it('tells of several limits in the way the one that is so the longest', () => {
    const limits = new LocalLimits();
    const scopes = [
      scope('key', { requestsPerMinute: 1, concurrent: 1 }),
      scope('team', { tokensPerMinute: 0 }),
    ];
    limits.take(ask(scopes.slice(0, 1)), 0);
    expect(refusedBy(limits.take(ask(scopes.slice(0, 1)), 30_000))).toBe('key requests');
    expect(refusedBy(limits.take(ask(scopes), 30_000))).toBe('team tokens');
  });

  it('forgets who used nothing for a minute, but not what still runs', () => {
    const limits = new LocalLimits();
    limits.take(ask([scope('key', { requestsPerMinute: 5 })]), 0);
    limits.take(ask([scope('model', { concurrent: 5 })]), 0);
    limits.sweep(30_000);
    expect([...limits.entries()]).toHaveLength(2);
    limits.sweep(60_000);
    expect([...limits.entries()].map(([name]) => name)).toEqual(['model:x']);
  });
});

describe('shareOf', () => {
  it.each([
    [100, 2, 50],
    [100, 3, 33],
    [1, 4, 1],
    [0, 4, 0],
    [7, 1, 7],
  ])('of %d is, of %d replicas, %d', (limit, replicas, share) => {
    expect(shareOf(limit, replicas)).toBe(share);
  });
});
