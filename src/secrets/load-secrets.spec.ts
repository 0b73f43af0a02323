import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSecrets } from './load-secrets.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const load = (databaseUrl: string, gatewaySecretKey: readonly string[] = []) =>
  loadSecrets({ databaseUrl, gatewaySecretKey });

describe('loadSecrets', () => {
  it('takes those of the settings, in their order, and makes no file', () => {
    expect(load(`sqlite:${directory}/gateway.db`, ['new', 'old'])).toEqual(['new', 'old']);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('makes one beside the SQLite file that only its owner reads, once', () => {
    const url = `sqlite:${directory}/data/gateway.db`;
    const [secret] = load(url);
    const path = join(directory, 'data', 'gateway.db.secret');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(`${secret}\n`);
    expect(readdirSync(join(directory, 'data'))).toEqual(['gateway.db.secret']);
    expect(load(url)).toEqual([secret]);
  });

  it('keeps one for a store in memory in memory', () => {
    const [first] = load('sqlite::memory:');
    expect(first.length).toBeGreaterThan(32);
    expect(load('sqlite::memory:')).not.toEqual([first]);
  });

  it('refuses a file without a key, and does not replace it', () => {
    writeFileSync(join(directory, 'gateway.db.secret'), '\n');
    expect(() => load(`sqlite:${directory}/gateway.db`)).toThrow(
      /GATEWAY_SECRET_KEY: the file .* has no key in it/,
    );
    expect(readFileSync(join(directory, 'gateway.db.secret'), 'utf8')).toBe('\n');
  });

  it('says where the file cannot be made', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => load(`sqlite:${directory}/file/gateway.db`)).toThrow(
      /cannot be read or made \((EEXIST|ENOTDIR)\)/,
    );
  });
});
