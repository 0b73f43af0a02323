import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnvironment, createEmptyDirectory, ManagedProcess } from '../../scripts/managed-process.mjs';
import { startGateway } from '../support/managed-gateway.js';
import { type ManagedPostgres, POSTGRES_PASSWORD, startPostgres } from '../support/managed-postgres.js';
import { runGateway } from '../support/run-gateway.js';
import { until } from '../support/until.js';

let postgres: ManagedPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** No upstream is asked for anything. */
const PROVIDER = {
  BAILIAN_API_KEY: 'sk-test-upstream',
  BAILIAN_MODELS: 'qwen-plus',
  CONFIGURED_PROVIDER_MODELS_MODE: 'allowlist',
  GATEWAY_SECRET_KEY: 'a-secret-that-all-replicas-share-0123',
};

interface Health {
  readonly code: number;
  readonly status: string;
  readonly store: unknown;
}

async function readHealth({ origin }: { readonly origin: string }): Promise<Health> {
  const response = await fetch(`${origin}/health`);
  const { status, store } = (await response.json()) as Omit<Health, 'code'>;
  return { code: response.status, status, store };
}

const HEALTHY: Health = { code: 200, status: 'ok', store: { status: 'ok', accounts_version: 0 } };

/** Starts a gateway in this directory, waits until it listens, and stops it. */
async function visit(directory: string, variables: Readonly<Record<string, string>>): Promise<void> {
  const env = { PORT: '0', MANAGEMENT_PORT: '0', LOG_FORMAT: 'json', ...PROVIDER, ...variables };
  const gateway = new ManagedProcess(process.execPath, [resolve('dist/main.js')], {
    cwd: directory,
    env: cleanEnvironment(env) as NodeJS.ProcessEnv,
  });
  await gateway.waitForLine((line: string) => (line.includes('"listening"') ? true : undefined));
  await gateway.stop();
  expect(gateway.child.exitCode).toBe(0);
}

describe('a gateway', () => {
  it('keeps its store in data/gateway.db of its working directory, and comes back to it', async () => {
    const directory: string = createEmptyDirectory();
    await visit(directory, {});
    const file = join(directory, 'data', 'gateway.db');
    expect(existsSync(file)).toBe(true);
    expect(statSync(`${file}-wal`).size, 'closed').toBe(0);
    await visit(directory, {});
  });

  it('makes its secret key beside that file, once, whoever starts first', async () => {
    const directory: string = createEmptyDirectory();
    const variables = { GATEWAY_SECRET_KEY: '' };
    await Promise.all([visit(directory, variables), visit(directory, variables)]);
    const file = join(directory, 'data', 'gateway.db.secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = readFileSync(file, 'utf8');
    await visit(directory, variables);
    expect(readFileSync(file, 'utf8')).toBe(secret);
    const drafts = readdirSync(join(directory, 'data')).filter((name) => name.includes('.secret.'));
    expect(drafts).toEqual([]);
  });

  it('leaves no file when its store is in memory', async () => {
    const directory: string = createEmptyDirectory();
    await visit(directory, { DATABASE_URL: 'sqlite::memory:' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each(['PostgreSQL', 'a SQLite file'])('starts beside another one on %s', async (kind) => {
    const url =
      kind === 'PostgreSQL' ? await postgres.createDatabase() : `sqlite:${createEmptyDirectory()}/shared.db`;
    const variables = { ...PROVIDER, DATABASE_URL: url };
    const gateways = await Promise.all([startGateway(variables), startGateway(variables)]);
    for (const gateway of gateways) {
      await gateway.waitForReady();
      expect(await readHealth(gateway)).toEqual(HEALTHY);
    }
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  });

  it('goes on, degraded, while PostgreSQL is away', async () => {
    const gateway = await startGateway({ ...PROVIDER, DATABASE_URL: await postgres.createDatabase() });
    await gateway.waitForReady();
    await postgres.stop();
    const degraded = await until(async () => {
      const health = await readHealth(gateway);
      return health.status === 'degraded' && health;
    });
    expect(degraded).toEqual({
      code: 200,
      status: 'degraded',
      store: {
        status: 'degraded',
        reason: 'The store does not answer; the log says why.',
        accounts_version: 0,
      },
    });
    await postgres.start();
    await until(async () => (await readHealth(gateway)).status === 'ok');
    await gateway.stop();
    expect(gateway.process.child.exitCode).toBe(0);
    expect(gateway.process.lines.join('\n')).not.toContain(POSTGRES_PASSWORD);
  });
});

describe('a gateway whose store cannot be used', () => {
  it.each([
    ['refuses the connection', `postgres://gateway:${POSTGRES_PASSWORD}@127.0.0.1:1/gateway`, 'ECONNREFUSED'],
    ['is a folder', 'sqlite:.', 'the SQLite file . cannot be used'],
  ])('ends with one line when it %s', async (_, url, reason) => {
    const { ending, output } = await runGateway({ ...PROVIDER, DATABASE_URL: url });
    expect(ending).toBe('exit code 1');
    expect(output).toMatch(/^The gateway cannot start: [^\n]+\n$/);
    expect(output).toContain(reason);
    expect(output).not.toContain(POSTGRES_PASSWORD);
  });

  it('names the setting, and not its value, when the form is unknown', async () => {
    const url = `mysql://gateway:${POSTGRES_PASSWORD}@127.0.0.1/gateway`;
    const { ending, output } = await runGateway({ ...PROVIDER, DATABASE_URL: url });
    expect(ending).toBe('exit code 1');
    expect(output).toContain('DATABASE_URL: must be sqlite:<path>');
    expect(output).not.toContain(POSTGRES_PASSWORD);
  });
});
