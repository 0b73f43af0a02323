import type { Kysely } from 'kysely';
import type { Database } from './database.js';
import type { Migration } from './migrations/migration.js';
import type { StoreDriver } from './store-driver.js';
import { StoreError } from './store-error.js';

/**
 * Brings the database up to date: all missing migrations or none. Several processes may try at once, one does it.
 * @throws StoreError if a newer gateway has been at the database.
 */
export async function migrate(driver: StoreDriver, migrations: readonly Migration[]): Promise<void> {
  await driver.exclusively(async (db) => {
    const applied = await readApplied(db);
    const known = new Set(migrations.map(({ name }) => name));
    const foreign = applied.filter((name) => !known.has(name));
    if (foreign.length > 0) {
      throw new StoreError(
        `the database is of a newer gateway (it has ${foreign.join(', ')}): run that version, or restore a backup`,
      );
    }
    for (const migration of migrations.filter(({ name }) => !applied.includes(name))) {
      const { name } = migration;
      await migration.up(db);
      await db.insertInto('gatewayMigrations').values({ name, appliedAt: Date.now() }).execute();
    }
  });
}

async function readApplied(db: Kysely<Database>): Promise<readonly string[]> {
  await db.schema
    .createTable('gateway_migrations')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.notNull().primaryKey())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  const rows = await db.selectFrom('gatewayMigrations').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}
