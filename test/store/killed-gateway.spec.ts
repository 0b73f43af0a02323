import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import type { StoreDriver } from '../../src/store/store-driver.js';
import { EndlessClients, type Told } from '../support/endless-clients.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { useDatabases } from '../support/use-store.js';

type Members = Readonly<Record<string, unknown>>;

let simulator: ManagedSimulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

async function readJson(url: string, options: RequestInit = {}): Promise<Members> {
  const answer = await fetch(url, { headers: { 'content-type': 'application/json' }, ...options });
  expect([answer.status, url]).toEqual([200, url]);
  return (await answer.json()) as Members;
}

/** Lets clients ask the gateway until it has told them so much, and kills it without warning. */
async function askAndKill(gateway: ManagedGateway, conversation: string, news: number): Promise<Told> {
  const clients = new EndlessClients(gateway.origin, conversation);
  await clients.waitForNews(news);
  gateway.process.child.kill('SIGKILL');
  expect(await gateway.process.ended).toBe('SIGKILL');
  return clients.leave();
}

/** What every client was told is there as it was told, and nothing is still in progress. */
async function expectKept(origin: string, conversation: string, told: Told): Promise<void> {
  for (const id of new Set([...told.begun, ...told.ended.keys()])) {
    const response = await readJson(`${origin}/v1/responses/${id}`);
    const ended = told.ended.get(id);
    if (ended !== undefined) expect(response).toEqual(ended);
    expect(['completed', 'failed']).toContain(response.status);
    const items = await readJson(`${origin}/v1/responses/${id}/input_items`);
    if (response.status === 'completed') expect(items.data).toHaveLength(1);
  }
  const { data } = (await readJson(
    `${origin}/v1/conversations/${conversation}/items?order=asc&limit=100`,
  )) as { readonly data: readonly Members[] };
  // Question and answer together, or neither.
  expect(data.length % 2).toBe(0);
  const ids = data.map(({ id }) => id);
  for (const { output } of told.inConversation) {
    for (const { id } of output as readonly Members[]) expect(ids).toContain(id);
  }
  expect(data.length / 2 - told.inConversation.length).toBeLessThanOrEqual(1);
}

async function countInProgress({ db }: StoreDriver): Promise<number> {
  const rows = await db.selectFrom('responses').select('id').where('status', '=', 'in_progress').execute();
  return rows.length;
}

/** Nobody waits here for as long as a lease of a dead replica lasts. */
async function endLeases({ db }: StoreDriver): Promise<void> {
  await db.updateTable('responses').set({ leaseUntil: 1 }).where('leaseUntil', 'is not', null).execute();
  await db
    .updateTable('conversations')
    .set({ lockedUntil: 1 })
    .where('lockedUntil', 'is not', null)
    .execute();
}

const KINDS = [
  { kind: 'SQLite in a file', kills: 50, lanes: 2 },
  { kind: 'PostgreSQL', kills: 10, lanes: 1 },
] as const;

describe.each(KINDS)('a gateway on $kind', ({ kind, kills, lanes }) => {
  const createDatabase = useDatabases(kind);
  let whole = 0;
  let interrupted = 0;

  async function start(url: string): Promise<ManagedGateway> {
    const gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test-upstream',
      BAILIAN_BASE_URL: simulator.baseUrl,
      DATABASE_URL: url,
      GATEWAY_SECRET_KEY: 'a-secret-of-this-test-0123456789abcdef',
    });
    await gateway.waitForReady();
    return gateway;
  }

  async function killAgainAndAgain(seed: number): Promise<void> {
    const url = await createDatabase();
    const store = await openStore(url);
    const random = createSeededRandom(seed);
    let gateway = await start(url);
    for (let kill = 0; kill < kills / lanes; kill += 1) {
      const made = await readJson(`${gateway.origin}/v1/conversations`, { method: 'POST', body: '{}' });
      const conversation = String(made.id);
      const told = await askAndKill(gateway, conversation, 4 + random.below(12));
      interrupted += await countInProgress(store);
      whole += told.ended.size;
      if (kind === 'PostgreSQL') await endLeases(store);

      gateway = await start(url);
      expect(await countInProgress(store)).toBe(0);
      await expectKept(gateway.origin, conversation, told);
      const next = { model: 'qwen-plus', input: 'Go on', conversation };
      await readJson(`${gateway.origin}/v1/responses`, { method: 'POST', body: JSON.stringify(next) });
    }
    await gateway.stop();
    await store.close();
  }

  it(`keeps what it told its clients over ${kills} kills`, { timeout: 480_000 }, async () => {
    await Promise.all(Array.from({ length: lanes }, (_, lane) => killAgainAndAgain(lane)));
    // Else the kills came at moments that prove nothing.
    expect(whole).toBeGreaterThan(kills);
    expect(interrupted).toBeGreaterThan(kills / 2);
  });
});
