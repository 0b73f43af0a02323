import type { CreateTableBuilder } from 'kysely';
import type { Migration } from './migration.js';

export const responses: Migration = {
  name: '0003-responses',
  up: async ({ schema }) => {
    await ownedTable(schema.createTable('responses'))
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('snapshot', 'text', (column) => column.notNull())
      .addColumn('previous_id', 'text')
      .addColumn('conversation_id', 'text')
      .addColumn('depth', 'integer', (column) => column.notNull())
      .addColumn('chain_size', 'bigint', (column) => column.notNull())
      .addColumn('lease_owner', 'text')
      .addColumn('lease_until', 'bigint')
      .execute();
    await ownedTable(schema.createTable('conversations'))
      .addColumn('metadata', 'text', (column) => column.notNull())
      .addColumn('next_position', 'integer', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('locked_by', 'text')
      .addColumn('locked_until', 'bigint')
      .execute();
    await itemTable(schema.createTable('response_items'), 'response')
      .addColumn('direction', 'text', (column) => column.notNull())
      .execute();
    await itemTable(schema.createTable('conversation_items'), 'conversation').execute();
    for (const table of ['responses', 'conversations']) {
      await schema.createIndex(`${table}_by_expires_at`).on(table).column('expires_at').execute();
    }
    for (const table of ['response_items', 'conversation_items']) {
      await schema.createIndex(`${table}_by_id`).on(table).column('id').execute();
    }
    await schema.createIndex('responses_by_lease').on('responses').column('lease_until').execute();
  },
};

function ownedTable(table: CreateTableBuilder<string>) {
  return table
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull());
}

/** The items go with what they belong to. */
function itemTable(table: CreateTableBuilder<string>, owner: 'response' | 'conversation') {
  return table
    .addColumn(`${owner}_id`, 'text', (column) =>
      column.notNull().references(`${owner}s.id`).onDelete('cascade'),
    )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint(`${owner}_items_key`, [`${owner}_id` as never, 'position']);
}
