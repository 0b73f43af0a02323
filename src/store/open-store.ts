import { type DatabaseLocation, parseDatabaseUrl, SQLITE_MEMORY } from '../config/database-url.js';
import { Settings } from '../config/settings.js';
import { describeFailure } from './describe-failure.js';
import { migrate } from './migrate.js';
import type { Migration } from './migrations/migration.js';
import { MIGRATIONS } from './migrations/migrations.js';
import type { PostgresLimits } from './postgres-driver.js';
import type { StoreDriver } from './store-driver.js';
import { StoreError } from './store-error.js';

export interface StoreOptions {
  readonly migrations?: readonly Migration[];
  /** The defaults of the settings where there are none. */
  readonly limits?: PostgresLimits;
}

/**
 * The database that DATABASE_URL names, with its migrations done.
 * @throws StoreError if there is no such database, or it cannot be used; the message has no secret.
 */
export async function openStore(
  databaseUrl: string,
  { migrations = MIGRATIONS, limits = new Settings() }: StoreOptions = {},
): Promise<StoreDriver> {
  const location = parseDatabaseUrl(databaseUrl);
  if (location === undefined) throw new StoreError('DATABASE_URL has none of the known forms');
  let driver: StoreDriver | undefined;
  try {
    driver = await open(location, limits);
    await migrate(driver, migrations);
    return driver;
  } catch (error) {
    await driver?.close();
    throw new StoreError(
      `DATABASE_URL: ${describeLocation(location)} cannot be used: ${describeFailure(error)}`,
      { cause: error },
    );
  }
}

/** Each driver is loaded only where it is needed: that of PostgreSQL costs some 50 ms. */
async function open(location: DatabaseLocation, limits: PostgresLimits): Promise<StoreDriver> {
  if (location.kind === 'sqlite') {
    const { openSqlite } = await import('./sqlite-driver.js');
    return openSqlite(location.path);
  }
  const { openPostgres } = await import('./postgres-driver.js');
  return openPostgres(location.url, limits);
}

function describeLocation(location: DatabaseLocation): string {
  if (location.kind === 'postgres') {
    const { hostname, port, searchParams } = location.url;
    return `PostgreSQL at ${searchParams.get('host') ?? hostname}:${port === '' ? '5432' : port}`;
  }
  return location.path === SQLITE_MEMORY ? 'SQLite in memory' : `the SQLite file ${location.path}`;
}
