import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.js';
import { StoreError } from '../../src/store/store-error.js';
import { Store } from '../../src/store/store.service.js';
import { startCuttableProxy } from '../support/cuttable-proxy.js';
import { type ManagedPostgres, POSTGRES_PASSWORD, startPostgres } from '../support/managed-postgres.js';

let postgres: ManagedPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const QUIET = pino({ level: 'silent' });

function ping(store: Store): Promise<unknown> {
  return store.run((db) => sql`select 1`.execute(db));
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('a PostgreSQL that goes away', () => {
  it('fails what runs and what follows, at once, and is used again when it is back', async () => {
    const lines: string[] = [];
    const logger = pino({ base: null }, { write: (line: string) => lines.push(line) });
    const store = new Store(await openStore(await postgres.createDatabase()), logger);
    await Promise.all(Array.from({ length: 12 }, () => ping(store)));
    expect(store.failure).toBeUndefined();

    const running = store.run((db) => sql`select pg_sleep(60)`.execute(db));
    const failing = expect(running).rejects.toMatchObject({ kindName: 'store_unavailable' });
    await postgres.stop();
    await failing;
    const took = await elapsed(() =>
      expect(ping(store)).rejects.toMatchObject({
        kind: { status: 503, type: 'server_error', code: 'store_unavailable' },
        cause: { code: 'ECONNREFUSED' },
      }),
    );
    expect(took).toBeLessThan(1_000);
    expect(store.failure).toBe('The store does not answer; the log says why.');

    await postgres.start();
    await ping(store);
    expect(store.failure).toBeUndefined();
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'the store does not answer',
      'the store works again',
    ]);
    expect(lines.join('')).not.toContain(POSTGRES_PASSWORD);
    await store.onApplicationShutdown();
  });

  it('survives a connection that ends between two statements', async () => {
    const store = new Store(await openStore(await postgres.createDatabase()), QUIET);
    const transaction = store.run((db) =>
      db.transaction().execute(async (inner) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(inner);
        await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
        await sql`select pg_sleep(0.1)`.execute(db);
        await sql`select 1`.execute(inner);
      }),
    );
    await expect(transaction).rejects.toMatchObject({ kindName: 'store_unavailable' });
    await ping(store);
    await store.onApplicationShutdown();
  });

  it('is given up on when it falls silent, and its connections are not used again', async () => {
    const proxy = await startCuttableProxy(postgres.port);
    const url = new URL(await postgres.createDatabase());
    url.port = String(proxy.port);
    const store = new Store(await openStore(url.href), QUIET);
    await ping(store);

    proxy.silence();
    const took = await elapsed(() =>
      expect(ping(store)).rejects.toMatchObject({ kindName: 'store_unavailable' }),
    );
    expect(took).toBeLessThan(7_000);
    proxy.restore();
    expect(await elapsed(() => ping(store))).toBeLessThan(1_000);
    proxy.silence();
    expect(await elapsed(() => store.onApplicationShutdown())).toBeLessThan(3_000);
    await proxy.stop();
  });
});

describe('the limits of PostgreSQL', () => {
  it('hold for statements and for connections', async () => {
    const store = new Store(await openStore(await postgres.createDatabase()), QUIET);
    const { rows } = await store.run((db) => sql`show statement_timeout`.execute(db));
    expect(rows).toEqual([{ statementTimeout: '5s' }]);

    await Promise.all(
      Array.from({ length: 40 }, () => store.run((db) => sql`select pg_sleep(0.02)`.execute(db))),
    );
    const connections = await store.run((db) =>
      sql<{ count: number }>`
        select count(*) from pg_stat_activity
        where datname = current_database() and application_name = 'bailian-gateway'`.execute(db),
    );
    expect(connections.rows).toEqual([{ count: 10 }]);
    await store.onApplicationShutdown();
  });
});

describe('a PostgreSQL that cannot be used', () => {
  async function reasonFor(change: (url: URL) => void): Promise<string> {
    const url = new URL(await postgres.createDatabase());
    change(url);
    const failure: unknown = await openStore(url.href).catch((error: unknown) => error);
    if (!(failure instanceof StoreError)) throw new Error('it could be opened');
    return failure.message;
  }

  it('is told in one line without the password', async () => {
    const reasons = await Promise.all([
      reasonFor((url) => (url.password = 'wrong-s3cret')),
      reasonFor((url) => (url.pathname = '/nowhere')),
      reasonFor((url) => (url.port = '1')),
      reasonFor((url) => (url.hostname = 'nowhere.invalid')),
    ]);
    const at = `DATABASE_URL: PostgreSQL at 127.0.0.1:${postgres.port} cannot be used`;
    expect(reasons).toEqual([
      `${at}: password authentication failed for user "postgres"`,
      `${at}: database "nowhere" does not exist`,
      expect.stringMatching(/127\.0\.0\.1:1 cannot be used: connect ECONNREFUSED/),
      expect.stringMatching(/nowhere\.invalid:\d+ cannot be used: getaddrinfo /),
    ]);
    expect(reasons.join('')).not.toMatch(/s3cret|\n/);
  });
});
