import { resolve } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment, ManagedProcess } from '../../scripts/managed-process.mjs';
import { openStore } from '../../src/store/open-store.js';
import { Store } from '../../src/store/store.service.js';
import { ALICE, createResponses, type ResponsesUnderTest, textsOf } from '../support/responses-under-test.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { type StoreKind, useDatabases } from '../support/use-store.js';

const ITEMS = 20;
const PER_RESPONSE = 2 * ITEMS;
/** Longer than any lease. */
const LATER_MS = 3_600_000;

interface Said {
  readonly begun: ReadonlySet<string>;
  readonly settled: ReadonlySet<string>;
}

/** Lets a process store responses until it has said so many lines, and kills it without warning. */
async function writeAndKill(databaseUrl: string, conversation: string, lines: number): Promise<Said> {
  const script = resolve('test/support/response-writer.mjs');
  const said = { begun: new Set<string>(), settled: new Set<string>() };
  const writer = new ManagedProcess(process.execPath, [script, databaseUrl, conversation], {
    env: cleanEnvironment({}) as NodeJS.ProcessEnv,
  });
  let left = lines;
  await writer.waitForLine((line: string) => {
    const [what, id = ''] = line.split(' ');
    if (what === 'begun' || what === 'settled') said[what].add(id);
    left -= 1;
    return left <= 0 ? true : undefined;
  });
  writer.child.kill('SIGKILL');
  expect(await writer.ended).toBe('SIGKILL');
  // What it said before it was killed, and was read after.
  for (const line of writer.lines as readonly string[]) {
    const [what, id = ''] = line.split(' ');
    if (what === 'begun' || what === 'settled') said[what].add(id);
  }
  return said;
}

async function expectWhole(
  { archive, history }: ResponsesUnderTest,
  { begun, settled }: Said,
): Promise<void> {
  for (const id of begun) {
    const { status, output } = await archive.require(id, ALICE);
    if (settled.has(id)) expect(status).toBe('completed');
    expect(['completed', 'failed']).toContain(status);
    expect(output).toHaveLength(status === 'completed' ? ITEMS : 0);
    if (status === 'completed') expect(await history.ofResponse(id, ALICE)).toHaveLength(PER_RESPONSE);
  }
}

/** Ends what the dead process had begun, as a gateway that starts does. Resolves with how much is still in progress. */
async function sweepAfterDeath(
  store: Store,
  { sweep }: ResponsesUnderTest,
  kind: StoreKind,
): Promise<number> {
  if (kind === 'PostgreSQL') {
    // A lease has to run out, and what the dead process sent last may still be under way.
    await sweep.failLapsed(Date.now() + LATER_MS);
  } else {
    await sweep.onApplicationBootstrap();
    sweep.onApplicationShutdown();
  }
  const stuck = await store.run((db) =>
    db.selectFrom('responses').select('id').where('status', '=', 'in_progress').execute(),
  );
  return stuck.length;
}

const KINDS = [
  { kind: 'SQLite in a file', kills: 50 },
  { kind: 'PostgreSQL', kills: 10 },
] as const;

describe.each(KINDS)('$kind', ({ kind, kills }) => {
  const createDatabase = useDatabases(kind);

  it(`loses nothing that it acknowledged over ${kills} kills`, { timeout: 240_000 }, async () => {
    const url = await createDatabase();
    const random = createSeededRandom(6);
    let conversation: string | undefined;
    for (let kill = 0; kill < kills; kill += 1) {
      const store = new Store(await openStore(url), pino({ level: 'silent' }));
      const service = createResponses(store, { databaseUrl: url });
      conversation ??= (await service.conversations.create({}, [], ALICE)).id;
      const said = await writeAndKill(url, conversation, 1 + random.below(12));

      await expect.poll(() => sweepAfterDeath(store, service, kind)).toBe(0);
      await expectWhole(service, said);
      const { items } = await service.history.ofConversation(conversation, ALICE);
      expect(items.length % PER_RESPONSE).toBe(0);
      expect(new Set(textsOf(items)).size).toBe(items.length);
      await store.onApplicationShutdown();
    }
  });
});
