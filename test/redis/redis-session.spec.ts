import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectRedis } from '../../src/redis/connect-redis.js';
import { RedisGone, type RedisScript, RedisSession } from '../../src/redis/redis-session.js';
import { type ManagedRedis, startRedis } from '../support/managed-redis.js';
import { until } from '../support/until.js';

const COUNT: RedisScript = { name: 'testCount', lua: `return redis.call('INCR', KEYS[1])` };

let redis: ManagedRedis;
let session: RedisSession;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  redis.ask('flushall');
  session = new RedisSession(await connectRedis(redis.url));
});
afterEach(() => {
  redis.thaw();
  session.end(new Error('the test is over'));
});

const count = (onLate?: (reply: unknown) => void): Promise<unknown> =>
  session.evaluate(COUNT, { keys: ['counter'], values: [], onLate });

describe('a session with Redis', () => {
  it('runs scripts in the order in which they are given', async () => {
    expect(await Promise.all([count(), count(), count()])).toEqual([1, 2, 3]);
    expect(session.isLate).toBe(false);
  });

  it('keeps nobody waiting for longer than 100 ms when Redis freezes, and tells later what came of it', async () => {
    await count();
    redis.freeze();
    const late: unknown[] = [];
    const waits = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const start = performance.now();
        await expect(count((reply) => late.push(reply))).rejects.toThrow(RedisGone);
        return performance.now() - start;
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThan(30);
    expect(Math.max(...waits)).toBeLessThan(100);
    expect(session).toMatchObject({ isLate: true, isOver: false });

    let isPrompt = false;
    session.onPrompt(() => (isPrompt = true));
    redis.thaw();
    await until(() => isPrompt);
    expect(late).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    expect(session.isLate).toBe(false);
    expect(await count()).toBe(22);
  });

  it('is over when Redis stays frozen', async () => {
    await count();
    redis.freeze();
    const late: unknown[] = [];
    const ended = new Promise<RedisGone>((resolve) => {
      session.onEnd(resolve);
    });
    await expect(count((reply) => late.push(reply))).rejects.toThrow(RedisGone);
    expect((await ended).message).toBe('it does not answer');
    expect(late).toEqual([undefined]);
    await expect(count()).rejects.toThrow('it does not answer');
  });

  // A machine that is busy enough may keep Redis itself waiting for so long.
  it('does not take its own pauses for those of Redis', { retry: 3 }, async () => {
    await count();
    const answer = count();
    for (const end = performance.now() + 300; performance.now() < end;);
    expect(await answer).toBe(2);
  });

  it('is over when Redis does not know what it is asked', async () => {
    const wrong: RedisScript = { name: 'testWrong', lua: `return redis.call('NOTHING')` };
    await expect(session.evaluate(wrong, { keys: [], values: [] })).rejects.toThrow(/Unknown Redis command/);
    expect(session.isOver).toBe(true);
  });

  it('cannot begin where the password is wrong, and does not say it', async () => {
    const failure: unknown = await connectRedis(redis.url.replace('s3cret', 'wr0ng')).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).toMatch(/WRONGPASS/);
    expect(String(failure)).not.toContain('wr0ng');
  });

  it('cannot begin where nobody listens', async () => {
    await expect(connectRedis('redis://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
  });
});
