import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedPostgres, startPostgres } from '../support/managed-postgres.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { ask } from '../support/post-responses.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

/** `KILLS=50 npx vitest run test/store/background-kills.spec.ts` for the whole of it. */
const KILLS = Number(process.env.KILLS ?? 3);
const QUEUED_A_ROUND = 6;
/** Longer than a lease. */
const LAPSE_MS = 60_000 + KILLS * 6_000;
const OPEN = ['queued', 'in_progress'];

let postgres: ManagedPostgres;
let simulator: ManagedSimulator;
let databaseUrl: string;
const replicas: ManagedGateway[] = [];
const random = createSeededRandom(7);

beforeAll(async () => {
  [postgres, simulator] = await Promise.all([startPostgres(), startSimulator()]);
  databaseUrl = await postgres.createDatabase();
  replicas.push(await startReplica(), await startReplica());
}, 120_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await Promise.all([simulator.stop(), postgres.stop()]);
});

async function startReplica(): Promise<ManagedGateway> {
  const gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test',
    BAILIAN_BASE_URL: simulator.baseUrl,
    DATABASE_URL: databaseUrl,
    GATEWAY_SECRET_KEY: 'a-secret-key-of-more-than-32-characters',
    BACKGROUND_CONCURRENCY: '4',
  });
  await gateway.waitForReady();
  return gateway;
}

const pick = (): ManagedGateway => random.pick(replicas as [ManagedGateway, ...ManagedGateway[]]);

async function send(path: string, body?: object): Promise<{ id: string; status: string; output: unknown[] }> {
  const response = await fetch(`${pick().origin}/v1/responses${path}`, {
    method: body === undefined && !path.endsWith('/cancel') ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as { id: string; status: string; output: unknown[] };
}

/** Resolves with those that were cancelled before they had ended. */
async function queueSome(ids: string[]): Promise<string[]> {
  const input = ask({ words: 40, eventIntervalMs: 20 });
  const queued = await Promise.all(
    Array.from({ length: QUEUED_A_ROUND }, () => send('', { model: 'qwen-plus', input, background: true })),
  );
  for (const { id } of queued) ids.push(id);
  const cancelled = await send(`/${String(queued[2]?.id)}/cancel`);
  return cancelled.status === 'cancelled' ? [cancelled.id] : [];
}

it(
  `each response ends once although ${KILLS} processes are killed at their work`,
  { timeout: 900_000 },
  async () => {
    const ids: string[] = [];
    const cancelled: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      cancelled.push(...(await queueSome(ids)));
      await new Promise((resolve) => setTimeout(resolve, random.below(600)));
      const [victim] = replicas.splice(random.below(replicas.length), 1);
      victim?.process.child.kill('SIGKILL');
      replicas.push(await startReplica());
    }
    const seen = new Map<string, string>();
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const responses = await Promise.all(ids.map((id) => send(`/${id}`)));
      for (const { id, status } of responses) {
        const before = seen.get(id);
        if (before !== undefined) expect(status, id).toBe(before);
        if (!OPEN.includes(status)) seen.set(id, status);
      }
      return seen.size === ids.length;
    }, LAPSE_MS);

    for (const id of cancelled) expect(seen.get(id)).toBe('cancelled');
    const counts: Record<string, number> = {};
    for (const id of ids) {
      const { status, output } = await send(`/${id}`);
      counts[status] = (counts[status] ?? 0) + 1;
      expect(output, `${id} ${status}`).toHaveLength(status === 'completed' ? 1 : 0);
    }
    expect(
      Object.keys(counts).filter((status) => !['completed', 'failed', 'cancelled'].includes(status)),
    ).toEqual([]);
    expect(counts.completed).toBeGreaterThan(0);
    const db = new Client({ connectionString: databaseUrl });
    await db.connect();
    const { rows } = await db.query('select count(*)::int as left from background_jobs');
    await db.end();
    expect(rows).toEqual([{ left: 0 }]);
    process.stdout.write(`${KILLS} kills, ${ids.length} responses: ${JSON.stringify(counts)}\n`);
  },
);
