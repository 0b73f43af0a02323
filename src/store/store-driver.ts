import type { Kysely } from 'kysely';
import type { Database } from './database.js';

/** An open database. The same queries run on each. */
export interface StoreDriver {
  readonly db: Kysely<Database>;
  /**
   * Runs `work` in one transaction that no other process can be in at the same time, and waits for its turn. Nothing of it
   * stays if it fails.
   */
  exclusively(work: (db: Kysely<Database>) => Promise<void>): Promise<void>;
  /** Lets go of every connection. What runs later fails. */
  close(): Promise<void>;
}
