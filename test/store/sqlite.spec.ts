import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { openStore } from '../../src/store/open-store.js';

let directory: string;
beforeEach(() => {
  directory = createEmptyDirectory();
});

describe('a SQLite file', () => {
  it('is made with its folder, for the gateway only', async () => {
    const path = join(directory, 'one', 'two', 'gateway.db');
    const driver = await openStore(`sqlite:${path}`);
    expect(existsSync(path)).toBe(true);
    expect(statSync(join(directory, 'one', 'two')).mode & 0o777).toBe(0o700);
    await driver.close();
  });

  it('has a write-ahead log and the settings that go with it', async () => {
    const driver = await openStore(`sqlite:${join(directory, 'gateway.db')}`);
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql`pragma ${sql.raw(name)}`.execute(driver.db);
      return Object.values(rows[0] ?? {})[0];
    };
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(1);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(5_000);
    await driver.close();
  });

  it('has everything, and its log nothing, once it is closed', async () => {
    const log = join(directory, 'gateway.db-wal');
    const driver = await openStore(`sqlite:${join(directory, 'gateway.db')}`);
    expect(statSync(log).size).toBeGreaterThan(0);
    await driver.close();
    expect(statSync(log).size).toBe(0);
  });

  it('is named by a path, not by a URI with parameters', async () => {
    const driver = await openStore(`sqlite:${directory}/file:x.db?mode=memory`);
    expect(readdirSync(directory)).toContain('file:x.db?mode=memory');
    await driver.close();
  });

  it.each([
    [
      'holds something else',
      (path: string) => {
        writeFileSync(path, 'x'.repeat(5_000));
      },
    ],
    [
      'is a folder',
      (path: string) => {
        mkdirSync(path);
      },
    ],
  ])('is refused when it %s', async (_, prepare) => {
    const path = join(directory, 'gateway.db');
    prepare(path);
    await expect(openStore(`sqlite:${path}`)).rejects.toThrow(
      `DATABASE_URL: the SQLite file ${path} cannot be used: `,
    );
  });

  it('is refused when its folder cannot be made', async () => {
    writeFileSync(join(directory, 'data'), 'a file');
    await expect(openStore(`sqlite:${join(directory, 'data', 'gateway.db')}`)).rejects.toThrow(
      'cannot be used: ',
    );
  });
});
