import type { Migration } from './migration.js';

export const background: Migration = {
  name: '0005-background',
  up: async ({ schema }) => {
    await schema
      .createTable('background_jobs')
      .addColumn('response_id', 'text', (column) =>
        column.notNull().primaryKey().references('responses.id').onDelete('cascade'),
      )
      .addColumn('team', 'text', (column) => column.notNull())
      .addColumn('principal', 'text', (column) => column.notNull())
      .addColumn('request_id', 'text', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('position', 'bigint', (column) => column.notNull())
      .addColumn('lease_owner', 'text')
      .addColumn('lease_until', 'bigint')
      .execute();
    await schema
      .createTable('background_events')
      .addColumn('response_id', 'text', (column) =>
        column.notNull().references('responses.id').onDelete('cascade'),
      )
      .addColumn('first_number', 'integer', (column) => column.notNull())
      .addColumn('last_number', 'integer', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('background_events_key', ['response_id', 'first_number'])
      .execute();
    await schema
      .createIndex('background_jobs_by_position')
      .on('background_jobs')
      .columns(['state', 'position'])
      .execute();
    await schema
      .createIndex('background_jobs_by_lease')
      .on('background_jobs')
      .column('lease_until')
      .execute();
  },
};
