import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { InputLines } from '../../src/store/input-lines.service.js';
import { STORE_KINDS, useStore } from '../support/use-store.js';

const COUNT = 50_000;
const OLD_MS = 61 * 24 * 60 * 60 * 1_000;

describe.each(STORE_KINDS)('%s', (kind) => {
  const open = useStore(kind);

  it('knows where each of 50,000 requests stood', async () => {
    const lines = new InputLines(open.store);
    const ids = Array.from({ length: COUNT }, (_, index) => `request-${index} 名`);
    await lines.record('file-1', ids);
    const indexOf = await lines.read('file-1');
    expect(ids.every((id, index) => indexOf(id) === index)).toBe(true);
    expect(indexOf('another')).toBeUndefined();
  });

  it('takes the newest order of a file, and knows none of others', async () => {
    const lines = new InputLines(open.store);
    await lines.record('file-2', ['a', 'b']);
    await lines.record('file-2', ['b', 'a']);
    expect((await lines.read('file-2'))('a')).toBe(1);
    expect((await lines.read('file-3'))('a')).toBeUndefined();
  });

  it('forgets what is too old to be asked for', async () => {
    const lines = new InputLines(open.store);
    await lines.record('file-4', ['a']);
    await open.store.run((db) => sql`update input_lines set created_at = created_at - ${OLD_MS}`.execute(db));
    await lines.record('file-5', ['a']);
    expect((await lines.read('file-4'))('a')).toBeUndefined();
    expect((await lines.read('file-5'))('a')).toBe(0);
  });
});
