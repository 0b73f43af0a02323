import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countStatus, sendBurst, type Shot } from '../support/burst.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedRedis, REDIS_PASSWORD, startRedis } from '../support/managed-redis.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { chatBody, postChat } from '../support/post-chat.js';
import { readMetric } from '../support/read-metric.js';
import { until } from '../support/until.js';

const LIMIT = 100;
const CLIENTS = 20;
// Two gateways start in each test, on whatever cores there are.
const PATIENCE_MS = 60_000;

let redis: ManagedRedis;
let simulator: ManagedSimulator;
let gateways: readonly ManagedGateway[] = [];
beforeAll(async () => {
  [redis, simulator] = await Promise.all([startRedis(), startSimulator()]);
});
afterAll(() => Promise.all([redis.stop(), simulator.stop()]));
beforeEach(() => {
  redis.ask('flushall');
  return simulator.reset();
});
afterEach(async () => {
  redis.thaw();
  await Promise.all(gateways.map((gateway) => gateway.stop()));
});

async function startReplicas(limits: string): Promise<readonly string[]> {
  gateways = await Promise.all(
    [1, 2].map(() =>
      startGateway(
        {
          BAILIAN_API_KEY: 'sk-test-upstream',
          BAILIAN_BASE_URL: simulator.baseUrl,
          DATABASE_URL: 'sqlite::memory:',
          REDIS_URL: redis.url,
        },
        { 'config.yaml': `limits:\n  providers:\n    bailian: { ${limits} }\n` },
      ),
    ),
  );
  for (const gateway of gateways) {
    await gateway.waitForReady();
    await until(async () => (await readMetric(gateway.management, 'gateway_replicas')) === 2);
  }
  return gateways.map(({ origin }) => origin);
}

function send(origins: readonly string[], count: number): Promise<readonly Shot[]> {
  return sendBurst({ origins, clients: CLIENTS, goesOn: (sent) => sent < count });
}

function median(shots: readonly Shot[]): number {
  return shots.map(({ ms }) => ms).sort((one, other) => one - other)[shots.length >> 1] ?? 0;
}

describe('two replicas with one Redis', { timeout: PATIENCE_MS }, () => {
  it('hold a limit of 100 requests a minute together, under 20 parallel clients', async () => {
    const origins = await startReplicas(`requests_per_minute: ${LIMIT}`);
    const shots = await send(origins, 300);
    expect(countStatus(shots, 200)).toBe(LIMIT);
    expect(countStatus(shots, 429)).toBe(200);
    for (const { status, headers } of shots) {
      expect(headers.get('x-ratelimit-remaining-requests')).not.toBeNull();
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(30);
    }
    const alone = await send(origins.slice(1), 20);
    expect(countStatus(alone, 429)).toBe(20);
  });

  it('hold a limit of tokens together, put right by what was used', async () => {
    const origins = await startReplicas('tokens_per_minute: 2000');
    const [first = '', second = ''] = origins;
    const body = chatBody({ max_tokens: 500 });
    const answer = await postChat(first, body);
    const used = (answer.json?.usage as { total_tokens: number }).total_tokens;
    expect(used).toBeLessThan(400);
    const next = await postChat(second, body);
    // What the first did not use is free again, but for what the second reserves.
    const reserved = 2_000 - used - Number(next.headers.get('x-ratelimit-remaining-tokens'));
    expect(reserved).toBeGreaterThan(500);
    expect(reserved).toBeLessThan(530);
  });

  it('hold a limit of running requests together, and free what a killed replica ran', async () => {
    const [first = '', second = ''] = await startReplicas('concurrent: 1');
    await simulator.inject({ firstByteDelayMs: 60_000 });
    const hanging = postChat(first, chatBody()).catch(() => undefined);
    await simulator.waitForRequest(({ outcome }) => outcome === 'open');
    expect((await postChat(second, chatBody())).status).toBe(429);
    gateways[0]?.process.child.kill('SIGKILL');
    await until(async () => (await postChat(second, chatBody())).status === 200);
    await hanging;
  });
});

describe('a Redis that freezes in mid-load', { timeout: PATIENCE_MS }, () => {
  it('holds nobody up, leaves each replica its share, and is used again when it is back', async () => {
    const origins = await startReplicas(`requests_per_minute: ${LIMIT}`);
    const before = await send(origins, 40);
    expect(countStatus(before, 200)).toBe(40);

    redis.freeze();
    const frozen = await send(origins, 200);
    expect(countStatus(frozen, 200)).toBeGreaterThanOrEqual(LIMIT - 40 - 1);
    expect(countStatus(frozen, 200)).toBeLessThanOrEqual(LIMIT - 40 + 1);
    // Only the first wait for it at all; how long, test/redis/redis-session.spec.ts tells.
    expect(median(frozen)).toBeLessThan(median(before) + 50);
    for (const { management } of gateways) {
      expect(await readMetric(management, 'gateway_redis_up')).toBe(0);
    }
    // Only a longer silence than that of these requests is a loss.
    for (const gateway of gateways) {
      await gateway.waitForLog(({ msg }) => String(msg).startsWith('Redis cannot be used'));
    }

    redis.thaw();
    for (const { management } of gateways) {
      await until(async () => (await readMetric(management, 'gateway_redis_up')) === 1);
    }
    expect(countStatus(await send(origins, 60), 200)).toBeLessThanOrEqual(1);
    for (const gateway of gateways) {
      await gateway.waitForLog(({ msg }) => msg === 'Redis works again');
      const said = gateway.logEntries().filter(({ msg }) => String(msg).startsWith('Redis'));
      expect(said.map(({ msg }) => msg)).toEqual([
        'Redis cannot be used: limits go on with the share of this replica',
        'Redis works again',
      ]);
      expect(JSON.stringify(gateway.logEntries())).not.toContain(REDIS_PASSWORD);
    }
  });
});
