import type { Migration } from './migration.js';

export const inputLines: Migration = {
  name: '0002-input-lines',
  up: async ({ schema }) => {
    await schema
      .createTable('input_lines')
      .addColumn('file_id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('digests', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('input_lines_by_created_at').on('input_lines').column('created_at').execute();
  },
};
