import type { Kysely } from 'kysely';
import type { Database } from '../database.js';

/** One step of the schema. It runs once on each database, and is never changed after a release. */
export interface Migration {
  /** `0001-what-it-brings`. */
  readonly name: string;
  up(db: Kysely<Database>): Promise<void>;
}
