import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { BatchMappings } from '../../src/store/batch-mappings.service.js';
import { FileMappings } from '../../src/store/file-mappings.service.js';
import { openStore } from '../../src/store/open-store.js';
import { Store } from '../../src/store/store.service.js';
import { type ManagedPostgres, startPostgres } from './managed-postgres.js';

export const STORE_KINDS = ['SQLite in memory', 'SQLite in a file', 'PostgreSQL'] as const;

export type StoreKind = (typeof STORE_KINDS)[number];

/** Makes DATABASE_URLs of new, empty databases of one kind; PostgreSQL runs for the tests of the file. */
export function useDatabases(kind: StoreKind): () => Promise<string> {
  let postgres: ManagedPostgres | undefined;
  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  return async () => {
    if (kind === 'SQLite in memory') return 'sqlite::memory:';
    return (await postgres?.createDatabase()) ?? `sqlite:${join(createEmptyDirectory(), 'data', 'test.db')}`;
  };
}

/** The services over one open store. The fields are set before the first test. */
export interface StoreUnderTest {
  store: Store;
  files: FileMappings;
  batches: BatchMappings;
  /** Of the same database. */
  url: string;
}

export function useStore(kind: StoreKind): StoreUnderTest {
  const open = {} as StoreUnderTest;
  const createDatabase = useDatabases(kind);
  beforeAll(async () => {
    open.url = await createDatabase();
    open.store = new Store(await openStore(open.url), pino({ level: 'silent' }));
    open.files = new FileMappings(open.store);
    open.batches = new BatchMappings(open.store);
  });
  afterAll(() => open.store.onApplicationShutdown());
  return open;
}
