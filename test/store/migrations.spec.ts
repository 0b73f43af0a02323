import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { MIGRATIONS } from '../../src/store/migrations/migrations.js';
import type { Migration } from '../../src/store/migrations/migration.js';
import { openStore } from '../../src/store/open-store.js';
import type { StoreDriver } from '../../src/store/store-driver.js';
import { STORE_KINDS, useDatabases } from '../support/use-store.js';

async function listTables({ db }: StoreDriver): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  return tables.map(({ name }) => name).sort();
}

async function listApplied({ db }: StoreDriver): Promise<readonly string[]> {
  const rows = await db.selectFrom('gatewayMigrations').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

const NAMES = MIGRATIONS.map(({ name }) => name);

const later: Migration = {
  name: '9999-later',
  up: ({ schema }) => schema.createTable('later').addColumn('id', 'text').execute(),
};

describe('the list of migrations', () => {
  it('is in the order of their names, each once', () => {
    expect(NAMES).toEqual([...new Set(NAMES)].sort());
  });
});

describe.each(STORE_KINDS)('%s', (kind) => {
  const createDatabase = useDatabases(kind);

  it('gets every table when it is empty', async () => {
    const driver = await openStore(await createDatabase());
    expect(await listTables(driver)).toEqual([
      'access_keys',
      'account_version',
      'audit_log',
      'background_events',
      'background_jobs',
      'batches',
      'conversation_items',
      'conversations',
      'files',
      'gateway_migrations',
      'idempotency',
      'input_lines',
      'key_secrets',
      'organisations',
      'response_items',
      'responses',
      'shared_limits',
      'teams',
    ]);
    expect(await listApplied(driver)).toEqual(NAMES);
    await driver.close();
  });

  it('keeps nothing of a migration that fails', async () => {
    const driver = await openStore(await createDatabase());
    const broken: Migration = {
      name: '9999-broken',
      up: async (db) => {
        await later.up(db);
        throw new Error('half-way');
      },
    };
    await expect(migrate(driver, [...MIGRATIONS, broken])).rejects.toThrow('half-way');
    expect(await listTables(driver)).not.toContain('later');
    expect(await listApplied(driver)).toEqual(NAMES);

    await migrate(driver, [...MIGRATIONS, later]);
    expect(await listTables(driver)).toContain('later');
    await driver.close();
  });

  if (kind === 'SQLite in memory') return;
  it('is not migrated twice', async () => {
    const url = await createDatabase();
    const first = await openStore(url);
    const applied = await first.db.selectFrom('gatewayMigrations').selectAll().execute();
    await first.close();
    const second = await openStore(url);
    expect(await second.db.selectFrom('gatewayMigrations').selectAll().execute()).toEqual(applied);
    await second.close();
  });

  it('is refused, as it is, when a newer gateway was at it', async () => {
    const url = await createDatabase();
    const newer = await openStore(url, { migrations: [...MIGRATIONS, later] });
    await newer.close();
    await expect(openStore(url)).rejects.toThrow(/is of a newer gateway \(it has 9999-later\)/);

    const again = await openStore(url, { migrations: [...MIGRATIONS, later] });
    expect(await listApplied(again)).toEqual([...NAMES, '9999-later']);
    await again.close();
  });

  // SQLite blocks its process while it waits, so that one process cannot be two of its replicas: see gateway.spec.ts.
  if (kind !== 'PostgreSQL') return;
  it('is migrated once by replicas that start at once', async () => {
    const url = await createDatabase();
    let runs = 0;
    const slow: Migration = {
      name: '9999-slow',
      up: async (db) => {
        runs += 1;
        await later.up(db);
        await sql`select pg_sleep(0.1)`.execute(db);
      },
    };
    const replicas = await Promise.all(
      Array.from({ length: 5 }, () => openStore(url, { migrations: [...MIGRATIONS, slow] })),
    );
    expect(runs).toBe(1);
    await Promise.all(replicas.map((replica) => replica.close()));
  });
});
