import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from './database-url.js';

describe('parseDatabaseUrl', () => {
  it.each([
    ['sqlite:./data/gateway.db', './data/gateway.db'],
    ['sqlite:/var/lib/gateway/my store.db', '/var/lib/gateway/my store.db'],
    ['sqlite::memory:', ':memory:'],
  ])('reads %s as SQLite', (text, path) => {
    expect(parseDatabaseUrl(text)).toEqual({ kind: 'sqlite', path });
  });

  it.each([
    'postgres://gateway:secret@db.example:5433/gateway',
    'postgresql://db.example/gateway?sslmode=verify-full',
    'postgres://gateway:p%40ss%2Fword@[::1]/gateway',
    'postgres:///gateway?host=/run/postgresql',
  ])('reads %s as PostgreSQL', (text) => {
    expect(parseDatabaseUrl(text)).toMatchObject({ kind: 'postgres' });
  });

  it.each([
    '',
    'gateway.db',
    'sqlite:',
    'sqlite: x',
    'sqlite::mem:',
    'sqlite:///data/gateway.db',
    'mysql://user:secret@host/db',
    'postgres://',
    'postgres:gateway',
    'postgres://user:se/cret@host/db',
    'postgres://user:100%@host/db',
    'postgres://user:secret@host:99999/db',
  ])('refuses %j', (text) => {
    expect(parseDatabaseUrl(text)).toBeUndefined();
  });
});
