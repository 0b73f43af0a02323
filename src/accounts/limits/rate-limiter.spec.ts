import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Permit } from '../../contracts/admission.js';
import type { Settings } from '../../config/settings.js';
import { type Call, createCall } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { RateLimits, SharedLimits } from '../../contracts/rate-limits.js';
import { Instruments } from '../../metrics/instruments.js';
import { EffectiveLimits } from './effective-limits.js';
import { RateLimiter } from './rate-limiter.service.js';
import { RedisLimits } from './redis-limits.service.js';
import { ReplicaLimits } from './replica-limits.service.js';

type Link = ConstructorParameters<typeof ReplicaLimits>[0];
type Replicas = ConstructorParameters<typeof ReplicaLimits>[1];

const TARGET = { provider: { name: 'bailian' }, model: 'qwen-plus', isListed: true };
const USAGE = { prompt_tokens: 20, completion_tokens: 30, total_tokens: 50 };

let instruments: Instruments;
beforeEach(() => {
  instruments = new Instruments();
});

function createLimiter(shared: { model?: RateLimits; provider?: RateLimits } = {}): RateLimiter {
  const limits: SharedLimits = { ofModel: () => shared.model, ofProvider: () => shared.provider };
  const link = { register: () => undefined, isConfigured: false } as unknown as Link;
  const replicas = { count: 1 } as unknown as Replicas;
  const keeper = new ReplicaLimits(link, replicas, new RedisLimits(replicas), pino({ level: 'silent' }));
  const none = { limits: { models: {}, providers: {} } } as Settings;
  return new RateLimiter(new EffectiveLimits(none, limits), keeper, instruments);
}

function principal(limits?: RateLimits, teamLimits?: RateLimits): Principal {
  return { organisation: 'o', team: 't', key: 'k', role: 'member', limits, teamLimits };
}

function chat(who: Principal, { text = 'hi', cap }: { text?: string; cap?: number } = {}): Call {
  const call = createCall('r', who);
  call.request = { model: 'qwen-plus', messages: [{ role: 'user', content: text }] };
  if (cap !== undefined) call.outputCap = { tokens: cap, sentAs: ['max_tokens'] };
  return call;
}

function admit(limiter: RateLimiter, call: Call): Permit {
  const permit = limiter.admit(TARGET, call);
  if (permit === undefined || permit instanceof Promise) throw new Error('not decided at once');
  return permit;
}

function refusal(limiter: RateLimiter, call: Call): GatewayError {
  try {
    admit(limiter, call);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('it was let through');
}

describe('RateLimiter', () => {
  it('asks for no permit where nothing is limited', () => {
    const call = chat(principal());
    expect(createLimiter().admit(TARGET, call)).toBeUndefined();
    expect(createLimiter().admit(TARGET, chat(principal({})))).toBeUndefined();
    expect(call.rateLimits).toBeUndefined();
  });

  it('decides at once, and tells of all limits the tightest', () => {
    const limiter = createLimiter({ model: { requestsPerMinute: 3 }, provider: { tokensPerMinute: 10_000 } });
    const call = chat(principal({ requestsPerMinute: 100 }), { cap: 1_000 });
    admit(limiter, call);
    expect(call.rateLimits).toMatchObject({
      requests: { limit: 3, remaining: 2 },
      tokens: { limit: 10_000 },
    });
    expect(call.rateLimits?.tokens?.remaining).toBeLessThan(9_000);
  });

  it('counts per key, and its team over all of its keys', () => {
    const limiter = createLimiter();
    const limits = [{ requestsPerMinute: 1 }, { requestsPerMinute: 2 }] as const;
    const first = { ...principal(...limits), key: 'k1' };
    admit(limiter, chat(first));
    expect(refusal(limiter, chat(first)).message).toMatch(
      /^This key may make 1 requests a minute\. Try again in/,
    );
    admit(limiter, chat({ ...principal(...limits), key: 'k2' }));
    expect(refusal(limiter, chat({ ...principal(...limits), key: 'k3' })).message).toMatch(
      /^The team of this key/,
    );
  });

  it('says whose limit it was, when to come again, and counts that', async () => {
    const limiter = createLimiter({ provider: { requestsPerMinute: 1 } });
    admit(limiter, chat(principal()));
    const error = refusal(limiter, chat(principal()));
    expect(error).toMatchObject({ kindName: 'rate_limited', details: { retryAfter: 60 } });
    expect(error.message).toBe('The provider bailian takes 1 requests a minute. Try again in 60 s.');
    expect(await instruments.registry.metrics()).toContain(
      'gateway_rate_limit_refusals_total{scope="provider",measure="requests"} 1',
    );
  });

  it('reserves the cap, and gives back what was not used', () => {
    const limiter = createLimiter();
    const who = principal({ tokensPerMinute: 1_000 });
    const permit = admit(limiter, chat(who, { cap: 900 }));
    expect(refusal(limiter, chat(who, { cap: 500 })).message).toContain('1,000 tokens a minute');
    permit.end({ outcome: 'completed', usage: USAGE, firstValueAt: 1 });
    const call = chat(who, { cap: 500 });
    admit(limiter, call);
    expect(call.rateLimits?.tokens?.remaining).toBeGreaterThan(400);
    expect(call.rateLimits?.tokens?.remaining).toBeLessThan(450);
  });

  it('counts more than was reserved where the answer was longer', () => {
    const limiter = createLimiter();
    const who = principal({ tokensPerMinute: 100 });
    admit(limiter, chat(who, { cap: 10 })).end({
      outcome: 'completed',
      usage: { ...USAGE, completion_tokens: 200 },
    });
    expect(refusal(limiter, chat(who, { cap: 1 })).details.retryAfter).toBe(60);
  });

  it.each([
    ['never began', undefined, 0],
    ['failed before it was answered', { outcome: 'failed' }, 0],
    ['failed in its middle', { outcome: 'failed', firstValueAt: 1 }, 90],
    ['was given up', { outcome: 'abandoned' }, 90],
  ] as const)('keeps what an attempt reserved that %s: %s', (_name, end, kept) => {
    const limiter = createLimiter();
    const who = principal({ tokensPerMinute: 1_000 });
    admit(limiter, chat(who, { cap: 90 })).end(end);
    const call = chat(who, { cap: 0 });
    admit(limiter, call);
    const used = 1_000 - (call.rateLimits?.tokens?.remaining ?? 0);
    expect(used).toBeGreaterThan(kept);
    expect(used).toBeLessThan(kept + 30);
  });

  it('guesses answers without a cap by those before', () => {
    const limiter = createLimiter();
    const who = principal({ tokensPerMinute: 10_000 });
    admit(limiter, chat(who)).end({ outcome: 'completed', usage: { ...USAGE, completion_tokens: 700 } });
    const call = chat(who);
    admit(limiter, call);
    const left = 10_000 - 720 - (call.rateLimits?.tokens?.remaining ?? 0);
    expect(left).toBeGreaterThan(700);
    expect(left).toBeLessThan(720);
  });

  it('tells a request that can never fit what to do', () => {
    const error = refusal(createLimiter(), chat(principal({ tokensPerMinute: 100 }), { cap: 4_096 }));
    expect(error.message).toMatch(/needs up to 4,1\d\d: shorten it, or lower the cap/);
    expect(error.details.retryAfter).toBe(60);
  });

  it('frees what ran, once', () => {
    const limiter = createLimiter();
    const who = principal({ concurrent: 1 });
    const permit = admit(limiter, chat(who));
    expect(refusal(limiter, chat(who)).message).toBe(
      'This key may make 1 requests at the same time. Try again when one of them has ended.',
    );
    permit.end({ outcome: 'completed' });
    admit(limiter, chat(who));
  });
});
