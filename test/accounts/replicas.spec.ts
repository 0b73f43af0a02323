import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAdmin, createKey, createTeam, MASTER_KEY, statusOf } from '../support/admin-client.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedPostgres, startPostgres } from '../support/managed-postgres.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { postChat } from '../support/post-key-chat.js';
import { until } from '../support/until.js';

let postgres: ManagedPostgres;
let simulator: ManagedSimulator;
let first: ManagedGateway;
let second: ManagedGateway;
let team: string;

beforeAll(async () => {
  [postgres, simulator] = await Promise.all([startPostgres(), startSimulator()]);
  const variables = {
    BAILIAN_API_KEY: 'sk-test-upstream',
    BAILIAN_BASE_URL: simulator.baseUrl,
    DATABASE_URL: await postgres.createDatabase(),
    GATEWAY_SECRET_KEY: 'a-secret-of-all-replicas-0123456789abcdef',
    GATEWAY_MASTER_KEY: MASTER_KEY,
    HOST: '127.0.0.1',
    REVOKED_STREAMS: 'end',
  };
  // Both migrate at once.
  [first, second] = await Promise.all([startGateway(variables), startGateway(variables)]);
  await Promise.all([first.waitForReady(), second.waitForReady()]);
  team = await createTeam(first, 'Search');
}, 60_000);
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
  await Promise.all([postgres.stop(), simulator.stop()]);
});

async function versionOf({ origin }: ManagedGateway): Promise<number> {
  const answer = await fetch(`${origin}/health`);
  const { store } = (await answer.json()) as { store: { accounts_version: number } };
  return store.accounts_version;
}

describe('two replicas on one PostgreSQL', () => {
  it('agree on a revoked key within ten seconds, and show their version', async () => {
    const { id, secret } = await createKey(first, team);
    for (const gateway of [first, second]) expect(await statusOf(gateway, secret)).toBe(200);
    await askAdmin(first, `DELETE keys/${id}`);
    expect(await statusOf(first, secret)).toBe(401);
    const revokedAt = performance.now();
    await until(async () => (await statusOf(second, secret)) === 401);
    expect(performance.now() - revokedAt).toBeLessThan(10_000);
    await until(async () => (await versionOf(first)) === (await versionOf(second)));
  }, 30_000);

  it('end a stream of a key that is taken back, where that is set', async () => {
    const { id, secret } = await createKey(first, team);
    await simulator.inject({ match: { path: '/chat/completions' }, eventIntervalMs: 400 });
    const answer = await fetch(`${first.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'qwen-plus',
        stream: true,
        messages: [{ role: 'user', content: 'Write a long text about the sea.' }],
      }),
    });
    expect(answer.status).toBe(200);
    await askAdmin(first, `DELETE keys/${id}`);
    expect(await answer.text()).toContain('invalid_api_key');
  });
});

describe('while PostgreSQL is gone', () => {
  it('known keys go on, unknown ones get 503, and all recovers by itself', async () => {
    const known = await createKey(first, team);
    const unmet = await createKey(second, team);
    expect((await postChat(first, known.secret, 'qwen-plus')).status).toBe(200);
    await postgres.stop();
    try {
      expect((await postChat(first, known.secret, 'qwen-plus')).status).toBe(200);
      const refused = await postChat(first, unmet.secret, 'qwen-plus');
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await statusOf(first, `${unmet.secret}x`)).toBe(401);
      expect((await postChat(first, MASTER_KEY, 'qwen-plus')).status).toBe(200);
      expect((await askAdmin(first, 'GET keys')).status).toBe(503);
    } finally {
      await postgres.start();
    }
    await until(async () => (await postChat(first, unmet.secret, 'qwen-plus')).status === 200);
    expect((await askAdmin(first, 'GET keys')).status).toBe(200);
  }, 60_000);
});

describe('the management port', () => {
  it('has the administration, too, and alone where that is set', async () => {
    const ask = (origin: string, key = MASTER_KEY) =>
      askAdmin({ origin }, 'GET teams', { key }).then(({ status }) => status);
    expect(await ask(first.management)).toBe(200);
    expect(await ask(first.management, 'wrong')).toBe(401);
    const alone = await startGateway({
      BAILIAN_API_KEY: 'sk-x',
      GATEWAY_MASTER_KEY: MASTER_KEY,
      HOST: '127.0.0.1',
      DATABASE_URL: 'sqlite::memory:',
      ADMIN_MANAGEMENT_ONLY: 'true',
    });
    expect(await ask(alone.origin)).toBe(404);
    expect(await ask(alone.management)).toBe(200);
    expect((await fetch(`${alone.management}/v1/models`)).status).toBe(404);
    await alone.stop();
  }, 30_000);
});
