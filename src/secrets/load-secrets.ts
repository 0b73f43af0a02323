import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDatabaseUrl, SQLITE_MEMORY } from '../config/database-url.js';
import { SettingsError } from '../config/settings-error.js';
import type { Settings } from '../config/settings.js';

const SECRET_BYTES = 32;
const SHORTEST = 32;

type SecretSettings = Pick<Settings, 'gatewaySecretKey' | 'databaseUrl'>;

/**
 * The secrets of the settings; else the one that lies beside the SQLite file, made at the first start; else, for a store in
 * memory, one that lives as long as the process.
 * @throws SettingsError where the file cannot be used.
 */
export function loadSecrets(settings: SecretSettings): readonly [string, ...string[]] {
  const [newest, ...older] = settings.gatewaySecretKey;
  if (newest !== undefined) return [newest, ...older];
  const location = parseDatabaseUrl(settings.databaseUrl);
  const isFile = location?.kind === 'sqlite' && location.path !== SQLITE_MEMORY;
  return [isFile ? readOrCreate(`${resolve(location.path)}.secret`) : createSecret()];
}

function readOrCreate(path: string): string {
  try {
    if (!existsSync(path)) createFile(path);
    const secret = readFileSync(path, 'utf8').trim();
    if (secret.length >= SHORTEST) return secret;
  } catch (error) {
    refuse(`cannot be read or made (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`, path);
  }
  return refuse('has no key in it', path);
}

/** Whole or not at all, and the same for processes that start at once: a link is made by one of them. */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${createSecret()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function createSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function refuse(what: string, path: string): never {
  throw new SettingsError([
    {
      where: 'GATEWAY_SECRET_KEY',
      message: `the file ${path} ${what}: mend it, set the variable, or delete the file (what was sealed with it is lost)`,
    },
  ]);
}
