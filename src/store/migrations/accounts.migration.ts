import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Database } from '../database.js';
import type { Migration } from './migration.js';

export const accounts: Migration = {
  name: '0004-accounts',
  up: async (db) => {
    await createAccounts(db);
    await createSecretsAndLimits(db);
    await createRecords(db);
    await createIndexes(db);
    const createdAt = Date.now();
    const builtIn = { id: 'default', labels: null, createdAt, version: 0 };
    await db.insertInto('accountVersion').values({ id: 1, version: 0 }).execute();
    await db
      .insertInto('organisations')
      .values({ ...builtIn, name: 'Built-in organisation' })
      .execute();
    await db
      .insertInto('teams')
      .values({ ...builtIn, name: 'Built-in team', organisation: 'default', limits: null })
      .execute();
  },
};

async function createAccounts({ schema }: Kysely<Database>): Promise<void> {
  await accountTable(schema.createTable('organisations')).execute();
  await accountTable(schema.createTable('teams'))
    .addColumn('organisation', 'text', (column) => column.notNull().references('organisations.id'))
    .addColumn('limits', 'text')
    .execute();
  await accountTable(schema.createTable('access_keys'))
    .addColumn('team', 'text', (column) => column.notNull().references('teams.id'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('models', 'text')
    .addColumn('routes', 'text')
    .addColumn('limits', 'text')
    .addColumn('expires_at', 'bigint')
    .addColumn('disabled', 'integer', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('created_by', 'text', (column) => column.notNull())
    .execute();
}

async function createSecretsAndLimits({ schema }: Kysely<Database>): Promise<void> {
  await schema
    .createTable('key_secrets')
    .addColumn('digest', 'text', (column) => column.notNull().primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull().references('access_keys.id'))
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute();
  await schema
    .createTable('shared_limits')
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('limits', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('shared_limits_key', ['scope', 'name'])
    .execute();
  await schema
    .createTable('account_version')
    .addColumn('id', 'integer', (column) => column.notNull().primaryKey())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .execute();
}

async function createRecords({ schema }: Kysely<Database>): Promise<void> {
  await ['id', 'actor_key', 'actor_team', 'actor_role', 'action', 'object_type', 'object_id', 'request_id']
    .reduce(
      (table, name) => table.addColumn(name as 'id', 'text', (column) => column.notNull()),
      schema
        .createTable('audit_log')
        .addColumn('version', 'bigint', (column) => column.notNull().primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull()),
    )
    .addColumn('team', 'text')
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('address', 'text')
    .execute();
  await schema
    .createTable('idempotency')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('request', 'text', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

const INDEXES: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['organisations', 'version'],
  ['teams', 'version'],
  ['access_keys', 'version'],
  ['access_keys', 'team'],
  ['key_secrets', 'key_id'],
  ['shared_limits', 'version'],
  ['audit_log', 'team', 'version'],
  ['idempotency', 'created_at'],
];

async function createIndexes({ schema }: Kysely<Database>): Promise<void> {
  for (const [table, ...columns] of INDEXES) {
    const name = `${table}_by_${columns.join('_and_')}`;
    await schema.createIndex(name).on(table).columns(columns).execute();
  }
}

function accountTable(table: CreateTableBuilder<string>) {
  return table
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('labels', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull());
}
