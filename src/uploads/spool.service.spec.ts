import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Settings } from '../config/settings.js';
import { Spool } from './spool.service.js';

const createSpool = (uploadSpoolBytes: number): Spool =>
  new Spool(Object.assign(new Settings(), { uploadSpoolBytes }));

const listLeftovers = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('bailian-gateway-upload-'));

describe('Spool', () => {
  it('reads what was written, as often as wanted, of a file that has no name', async () => {
    const file = await createSpool(100).create();
    expect(listLeftovers()).toEqual([]);
    await file.append([Buffer.from('ab'), Buffer.from('c')]);
    await file.append([]);
    await file.append([Buffer.from('de')]);
    expect(file.size).toBe(5);
    for (let time = 0; time < 2; time += 1) expect(await text(file.createReadable())).toBe('abcde');
    await file.close();
  });

  it('has room for so much in all files together, and again when one is closed', async () => {
    const spool = createSpool(10);
    const [one, other] = [await spool.create(), await spool.create()];
    await one.append([Buffer.alloc(6)]);
    const refusal = expect.objectContaining({ kindName: 'upload_space_full' }) as Error;
    await expect(other.append([Buffer.alloc(6)])).rejects.toThrow(refusal);
    await one.close();
    await other.append([Buffer.alloc(6)]);
    await other.close();
  });
});
