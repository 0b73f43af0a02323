import type { Kysely as Queries, PostgresPool } from 'kysely';
import { DatabaseError, Pool, type PoolClient, type PoolConfig, TypeOverrides, types } from 'pg';
import type { Settings } from '../config/settings.js';
import type { Database } from './database.js';
import { CamelCasePlugin, Kysely, PostgresDialect, sql } from './kysely.js';
import type { StoreDriver } from './store-driver.js';
import { toStorableValue } from './storable-value.js';

const CLOSE_PATIENCE_MS = 2_000;
/** The server gives up a statement first; so much later, one that no longer answers is given up. */
const SILENCE_MS = 1_000;

/** How a replica uses PostgreSQL. */
export type PostgresLimits = Pick<
  Settings,
  'databasePoolSize' | 'databaseConnectTimeoutMs' | 'databaseStatementTimeoutMs'
>;

/** A migration takes the time that it needs, its turn comes within a minute or the start fails. */
const MIGRATING: PoolConfig = { max: 1, lock_timeout: 60_000 };
/** Known to gateways only; any number does. */
const MIGRATION_LOCK = 7_238_115_020_117_003;

export function openPostgres(url: URL, limits: PostgresLimits): StoreDriver {
  const connectionTimeoutMillis = limits.databaseConnectTimeoutMs;
  const pool = createPool(url, {
    max: limits.databasePoolSize,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis,
    statement_timeout: limits.databaseStatementTimeoutMs,
    query_timeout: limits.databaseStatementTimeoutMs + SILENCE_MS,
  });
  const db = createQueries(pool);
  return {
    db,
    exclusively: async (work) => {
      const migrator = createQueries(createPool(url, { ...MIGRATING, connectionTimeoutMillis }));
      try {
        await migrator.transaction().execute(async (transaction) => {
          await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(transaction);
          await work(transaction);
        });
      } finally {
        await migrator.destroy();
      }
    },
    close: () => closePool(pool),
  };
}

function createPool(url: URL, config: PoolConfig): Pool {
  const pool = new Pool({
    ...config,
    connectionString: url.href,
    keepAlive: true,
    application_name: 'bailian-gateway',
    types: INTEGERS_AS_NUMBERS,
  });
  // A connection that breaks says so to the query that it has, and without a listener here to the whole process.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/** The next query finds out, and the pool has dropped the connection by then. */
function ignore(): void {
  return undefined;
}

/** The driver reads bigint as text, since there are larger ones than those that we keep. */
const INTEGERS_AS_NUMBERS = new TypeOverrides();
INTEGERS_AS_NUMBERS.setTypeParser(types.builtins.INT8, Number);

function createQueries(pool: Pool): Queries<Database> {
  const adapted = { connect: async () => adaptClient(await pool.connect()), end: () => pool.end() };
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: adapted as unknown as PostgresPool }),
    plugins: [new CamelCasePlugin()],
  });
}

/** A connection that failed, rather than the statement, does not go back to the pool: it may still wait for its answer. */
function adaptClient(client: PoolClient): object {
  let failure: Error | undefined;
  return {
    query: async (text: string, parameters: readonly unknown[]) => {
      try {
        return await client.query(text, parameters.map(toStorableValue));
      } catch (error) {
        if (error instanceof Error && !(error instanceof DatabaseError)) failure = error;
        throw error;
      }
    },
    release: () => {
      client.release(failure);
    },
  };
}

/** A server that does not say goodbye must not keep the process. */
async function closePool(pool: Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_PATIENCE_MS);
  });
  await Promise.race([pool.end(), late]);
  clearTimeout(timer);
}
