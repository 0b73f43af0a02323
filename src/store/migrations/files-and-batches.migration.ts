import type { CreateTableBuilder } from 'kysely';
import type { Migration } from './migration.js';

export const filesAndBatches: Migration = {
  name: '0001-files-and-batches',
  up: async ({ schema }) => {
    await ownedTable(schema.createTable('files'))
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('filename', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .execute();
    await ownedTable(schema.createTable('batches'))
      .addColumn('endpoint', 'text', (column) => column.notNull())
      .addColumn('input_file_id', 'text', (column) => column.notNull())
      .addColumn('model', 'text')
      .addColumn('has_inline_input', 'integer', (column) => column.notNull())
      .addColumn('output_file_id', 'text')
      .addColumn('error_file_id', 'text')
      .execute();
    for (const table of ['files', 'batches']) {
      const columns = ['team', 'created_at', 'id'];
      await schema.createIndex(`${table}_by_team`).on(table).columns(columns).execute();
    }
    for (const column of ['output_file_id', 'error_file_id']) {
      await schema.createIndex(`batches_by_${column}`).on('batches').column(column).execute();
    }
  },
};

function ownedTable(table: CreateTableBuilder<string>) {
  return table
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('team', 'text', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull());
}
