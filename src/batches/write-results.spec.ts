import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { writeResults } from './write-results.js';

const BATCH = { id: 'batch_1', status: 'completed' } as const;
const INDEX = new Map([['a', 1]]);

async function write(...files: readonly (readonly string[])[]): Promise<Record<string, unknown>> {
  const open = files.map(
    (pieces) => () => Promise.resolve(Readable.from(pieces.map((piece) => Buffer.from(piece)))),
  );
  const pieces: string[] = [];
  for await (const piece of writeResults(BATCH, open, (id) => INDEX.get(id))) pieces.push(piece);
  return JSON.parse(pieces.join('')) as Record<string, unknown>;
}

const good = '{"custom_id":"a","response":{"status_code":200,"body":{"x":1}},"error":null}';
const bad = '{"custom_id":"b","response":null,"error":{"code":"expired"}}';

describe('writeResults', () => {
  it('is an empty list without files', async () => {
    expect(await write()).toEqual({ object: 'list', batch_id: 'batch_1', status: 'completed', data: [] });
  });

  it('has the lines of one file, then of the other', async () => {
    const { data } = await write([`${good}\n`], [bad]);
    expect(data).toEqual([
      { index: 1, custom_id: 'a', status_code: 200, response: { x: 1 }, error: null },
      { index: null, custom_id: 'b', status_code: null, response: null, error: { code: 'expired' } },
    ]);
  });

  it('does not mind where the bytes are cut', async () => {
    const whole = `${good}\r\n\n${bad}`;
    for (let at = 0; at < whole.length; at += 1) {
      const { data } = await write([whole.slice(0, at), whole.slice(at)]);
      expect(data).toHaveLength(2);
    }
  });

  it('says of a line that is no JSON that it is none', async () => {
    const { data } = await write(['{oops\n', good]);
    expect(data).toMatchObject([{ custom_id: null, error: { code: 'unreadable_line' } }, { custom_id: 'a' }]);
  });

  it('fails where a file breaks off', async () => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(good);
      await Promise.reject(new Error('cut'));
    };
    const results = writeResults(BATCH, [() => Promise.resolve(Readable.from(broken()))], () => undefined);
    await expect(text(Readable.from(results))).rejects.toThrow('cut');
  });
});
