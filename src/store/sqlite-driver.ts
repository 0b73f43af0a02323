import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { SQLITE_MEMORY } from '../config/database-url.js';
import type { Database } from './database.js';
import { CamelCasePlugin, Kysely, sql, SqliteDialect } from './kysely.js';
import type { StoreDriver } from './store-driver.js';
import { toStorableValue } from './storable-value.js';

/** How long to wait for another process that writes, e.g. a replica that migrates or a backup. */
const BUSY_TIMEOUT_MS = 5_000;
/** Of 4 KiB: four times SQLite's own limit. */
const PAGES_OF_LOG = 4_000;
/** A prepared statement holds memory until the garbage collector finds it, so those in use are used again. */
const KEPT_STATEMENTS = 100;

/** A file, made with its folder where there is none, or `:memory:`. */
export function openSqlite(path: string): StoreDriver {
  const database = openDatabase(path);
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: adaptDatabase(database) }),
    plugins: [new CamelCasePlugin()],
  });
  return {
    db,
    exclusively: (work) =>
      db.connection().execute(async (connection) => {
        // Takes the write lock at once; a plain `begin` would take it too late, at the first write.
        await sql`begin immediate`.execute(connection);
        try {
          await work(connection);
          await sql`commit`.execute(connection);
        } catch (error) {
          // SQLite may have done so by itself, e.g. on a full disk; the first error says more.
          await sql`rollback`.execute(connection).catch(() => undefined);
          throw error;
        }
      }),
    close: () => db.destroy(),
  };
}

function openDatabase(path: string): DatabaseSyncInstance {
  // Absolute, since SQLite reads `file:…` as a URI with parameters.
  const location = path === SQLITE_MEMORY ? path : resolve(path);
  // What the folder keeps is nobody else's business.
  if (location !== SQLITE_MEMORY) mkdirSync(dirname(location), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(location, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
    // Bringing the log into the file waits for the disk, and all of this process with it.
    database.exec(`pragma wal_autocheckpoint = ${PAGES_OF_LOG}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Kysely expects the interface of better-sqlite3; this one is that of node:sqlite. */
function adaptDatabase(database: DatabaseSyncInstance): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>();
  return {
    prepare: (text) => {
      const statement = kept.get(text) ?? adaptStatement(database.prepare(text));
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_STATEMENTS && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
    close: () => {
      // The driver cannot end its statements, so SQLite would keep the log as the last connection closes.
      database.exec('pragma busy_timeout = 0; pragma wal_checkpoint(truncate)');
      database.close();
    },
  };
}

function adaptStatement(statement: StatementSyncInstance): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters): unknown[] => statement.all(...parameters.map(toStorableValue)),
    run: (parameters) => statement.run(...parameters.map(toStorableValue)),
    iterate: (parameters) => statement.iterate(...parameters.map(toStorableValue)),
  };
}
