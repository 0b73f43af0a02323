import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LimitItem } from '../../src/accounts/limits/limit-request.js';
import { RedisLimits, type SharedVerdict } from '../../src/accounts/limits/redis-limits.service.js';
import { ScopeUse } from '../../src/accounts/limits/scope-use.js';
import { connectRedis } from '../../src/redis/connect-redis.js';
import { RedisSession } from '../../src/redis/redis-session.js';
import { REPLICA_BEAT, REPLICA_TTL_MS, REPLICAS_KEY } from '../../src/redis/replica-beat.js';
import type { Replicas } from '../../src/redis/replicas.service.js';
import { type ManagedRedis, startRedis } from '../support/managed-redis.js';

let redis: ManagedRedis;
let sessions: RedisSession[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(() => {
  redis.ask('flushall');
});
afterEach(() => {
  for (const session of sessions) session.end(new Error('the test is over'));
  sessions = [];
});

interface Replica {
  readonly session: RedisSession;
  readonly limits: RedisLimits;
  readonly take: (...items: readonly LimitItem[]) => Promise<SharedVerdict>;
}

async function startReplica(self: string): Promise<Replica> {
  const session = new RedisSession(await connectRedis(redis.url));
  sessions.push(session);
  await session.evaluate(REPLICA_BEAT, { keys: [REPLICAS_KEY], values: [self, '', REPLICA_TTL_MS] });
  const limits = new RedisLimits({ self } as Replicas);
  // What is late on a busy machine is as good here.
  const take = (...items: readonly LimitItem[]): Promise<SharedVerdict> =>
    new Promise((resolve, reject) => {
      const onLate = (verdict: SharedVerdict | undefined): void => {
        if (verdict !== undefined) resolve(verdict);
      };
      limits.take(session, items, onLate).then(resolve, () => {
        if (session.isOver) reject(new Error('the session is over'));
      });
    });
  return { session, limits, take };
}

function item(measure: LimitItem['measure'], limit: number, cost = 1): LimitItem {
  return { scope: { kind: 'key', name: 'key:a', limits: {} }, measure, limit, cost };
}

const isGranted = ({ refusal }: SharedVerdict): boolean => refusal === undefined;

describe('limits in Redis', () => {
  it('hold over all replicas, to the one', async () => {
    const replicas = await Promise.all([startReplica('r1'), startReplica('r2')]);
    const rounds = Array.from({ length: 30 }, () => replicas.map(({ take }) => take(item('requests', 25))));
    const verdicts = await Promise.all(rounds.flat());
    expect(verdicts.filter(isGranted)).toHaveLength(25);
  });

  it('take all items or none', async () => {
    const { take } = await startReplica('r1');
    const items = [item('requests', 10), item('tokens', 100, 60), item('concurrent', 5)];
    const first = await take(...items);
    expect(first.standings.map(({ used }) => used)).toEqual([1, 60, 1]);
    expect(first.standings[0]?.resetMs).toBeGreaterThan(59_900);
    const second = await take(...items);
    expect(second.refusal).toMatchObject({ item: { measure: 'tokens' } });
    expect(second.refusal?.retryMs).toBeGreaterThan(59_000);
    expect(second.refusal?.retryMs).toBeLessThanOrEqual(60_000);
    expect(second.standings.map(({ used }) => used)).toEqual([1, 60, 1]);
  });

  it('are put right when an attempt ends', async () => {
    const { take, limits, session } = await startReplica('r1');
    const [tokens, running] = [item('tokens', 100, 80), item('concurrent', 1)] as const;
    const { slot } = await take(tokens, running);
    limits.settle(session, slot, [
      { item: tokens, difference: -70 },
      { item: running, difference: 0 },
    ]);
    const { standings } = await take(tokens, running);
    expect(standings.map(({ used }) => used)).toEqual([90, 1]);
  });

  it('free the minute of what is older, and tell when', async () => {
    const { take, limits, session } = await startReplica('r1');
    const use = new ScopeUse();
    const now = 100_000;
    use.noteUncounted('tokens', now - 59_800, 40);
    use.noteUncounted('tokens', now - 30_000, 50);
    await limits.report(session, [['key:a', use]], now);
    const early = await take(item('tokens', 100, 30));
    expect(early.standings[0]?.used).toBe(90);
    expect(early.refusal?.retryMs).toBeLessThanOrEqual(200);
    const later = await take(item('tokens', 100, 60));
    expect(later.refusal?.retryMs).toBeGreaterThan(29_000);
    await new Promise((done) => setTimeout(done, early.refusal?.retryMs));
    const { standings, refusal } = await take(item('tokens', 100, 30));
    expect(refusal).toBeUndefined();
    expect(standings[0]?.used).toBe(80);
    expect(Number(redis.ask('hlen', '{gateway}:limit:tokens:key:a'))).toBe(4);
  });

  it('free the whole minute in the end', async () => {
    const { take, limits, session } = await startReplica('r1');
    const use = new ScopeUse();
    use.noteUncounted('requests', 100, 5);
    await limits.report(session, [['key:a', use]], 60_000);
    expect((await take(item('requests', 5))).refusal?.retryMs).toBeLessThanOrEqual(100);
    await new Promise((done) => setTimeout(done, 101));
    expect((await take(item('requests', 5))).standings[0]?.used).toBe(1);
  });

  it('do not count what a dead replica ran', async () => {
    const dead = await startReplica('r1');
    const living = await startReplica('r2');
    await dead.take(item('concurrent', 2));
    expect((await living.take(item('concurrent', 2))).standings[0]?.used).toBe(2);
    expect(isGranted(await living.take(item('concurrent', 2)))).toBe(false);
    redis.ask('zrem', REPLICAS_KEY, 'r1');
    expect((await living.take(item('concurrent', 2))).standings[0]?.used).toBe(2);
    await expect(dead.take(item('concurrent', 2))).rejects.toThrow('is over');
  });

  it('never count fewer than run, whoever says twice that something ended', async () => {
    const { take, limits, session } = await startReplica('r1');
    const running = item('concurrent', 2);
    await take(running);
    for (let time = 0; time < 3; time += 1) {
      limits.settle(session, 0, [{ item: running, difference: 0 }]);
    }
    expect((await take(running)).standings[0]?.used).toBe(1);
    expect((await take(running)).standings[0]?.used).toBe(2);
  });

  it('leave no key without an end', async () => {
    const { take } = await startReplica('r1');
    await take(item('requests', 5), item('tokens', 5), item('concurrent', 5));
    const keys = redis.ask('keys', '*').split('\n');
    expect(keys).toHaveLength(4);
    for (const key of keys) expect(Number(redis.ask('pttl', key))).toBeGreaterThan(0);
  });

  it('need little memory for many requests', async () => {
    const { take } = await startReplica('r1');
    const items = [item('requests', 1_000_000), item('tokens', 1e12, 1_000)];
    for (let round = 0; round < 50; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => take(...items)));
    }
    expect(Number(redis.ask('memory', 'usage', '{gateway}:limit:requests:key:a'))).toBeLessThan(20_000);
    const { standings } = await take(...items);
    expect(standings.map(({ used }) => used)).toEqual([5_001, 5_001_000]);
  });
});
