import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { request as openRequest } from 'node:http';
import { dirname } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createSimulator } from '../create-simulator.js';
import type { RequestRecord } from '../edge/request-log.service.js';
import { FileStore } from './file-store.service.js';

type Json = Record<string, unknown>;

/** For a machine that is busy with other tests too. */
const PATIENCE = { timeout: 15_000, interval: 10 };

let app: INestApplication;
let origin: string;
let folder: string;

beforeAll(async () => {
  app = await createSimulator();
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
  folder = dirname(app.get(FileStore).createPath());
});

afterEach(async () => {
  for (const key of ['sk-demo', 'sk-second']) {
    const { data } = await readJson<{ data: { id: string }[] }>(call('/files', { key }));
    for (const { id } of data) await call(`/files/${id}`, { key, method: 'DELETE' });
  }
  await fetch(`${origin}/_simulator/requests`, { method: 'DELETE' });
});

afterAll(async () => {
  await app.close();
  expect(existsSync(folder)).toBe(false);
});

interface Call {
  readonly key?: string;
  readonly method?: string;
  readonly body?: FormData;
}

function call(path: string, { key = 'sk-demo', method = 'GET', body }: Call = {}): Promise<Response> {
  return fetch(`${origin}/compatible-mode/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { body }),
  });
}

async function readJson<Value = Json>(response: Response | Promise<Response>): Promise<Value> {
  return (await (await response).json()) as Value;
}

function upload(
  content: string,
  { purpose = 'batch', filename = 'input.jsonl', key = 'sk-demo', isFileFirst = false } = {},
): Promise<Response> {
  const body = new FormData();
  if (!isFileFirst) body.append('purpose', purpose);
  body.append('file', new Blob([content]), filename);
  if (isFileFirst) body.append('purpose', purpose);
  return call('/files', { key, method: 'POST', body });
}

it.each([true, false])('keeps a file, whichever part comes first (file first: %s)', async (isFileFirst) => {
  const file = await readJson(upload('{}\n', { isFileFirst }));
  expect(file).toMatchObject({ object: 'file', bytes: 3, filename: 'input.jsonl', purpose: 'batch' });
  expect(Object.keys(file)).toEqual(['id', 'object', 'bytes', 'filename', 'purpose', 'status', 'created_at']);
  expect(file.id).toMatch(/^file-batch-[0-9a-f]{24}$/);
  expect(await readJson(call(`/files/${String(file.id)}`))).toEqual(file);
});

it('records the parts of an upload, and not what was in them', async () => {
  await upload('{}\n', { purpose: 'file-extract', filename: 'ü x.txt' });
  const [record] = await readJson<RequestRecord[]>(fetch(`${origin}/_simulator/requests`));
  expect(record?.body).toEqual({
    multipart: [
      { name: 'purpose', value: 'file-extract' },
      {
        name: 'file',
        filename: 'ü x.txt',
        contentType: 'application/octet-stream',
        bytes: 3,
        sha256: createHash('sha256').update('{}\n').digest('hex'),
      },
    ],
  });
  expect(record?.rawHeaders).toContainEqual(['authorization', 'demo']);
});

it('lists newest first, by purpose, in pages, without first_id and last_id', async () => {
  const ids: unknown[] = [];
  for (const purpose of ['batch', 'file-extract', 'batch']) {
    ids.unshift((await readJson(upload('x', { purpose }))).id);
  }
  const readIds = async (query: string): Promise<unknown> => {
    const list = await readJson<{ data: Json[] }>(call(`/files${query}`));
    return [{ ...list, data: undefined }, list.data.map(({ id }) => id)];
  };
  expect(await readIds('')).toEqual([{ object: 'list', has_more: false }, ids]);
  expect(await readIds('?limit=2')).toEqual([{ object: 'list', has_more: true }, ids.slice(0, 2)]);
  expect(await readIds(`?limit=2&after=${String(ids[1])}`)).toEqual([
    { object: 'list', has_more: false },
    ids.slice(2),
  ]);
  expect(await readIds('?purpose=file-extract')).toEqual([{ object: 'list', has_more: false }, [ids[1]]]);
  expect(await readIds('?create_before=20250306123000')).toEqual([{ object: 'list', has_more: false }, []]);
  expect((await call('/files?limit=2001')).status).toBe(400);
});

it('deletes, and does not find it again', async () => {
  const { id } = await readJson(upload('x'));
  const path = `/files/${String(id)}`;
  expect(await readJson(call(path, { method: 'DELETE' }))).toEqual({ id, object: 'file', deleted: true });
  expect((await call(path)).status).toBe(404);
  expect(readdirSync(folder)).toEqual([]);
});

it('shows files to the keys of their account only', async () => {
  const { id } = await readJson(upload('x', { key: 'sk-second-1' }));
  const path = `/files/${String(id)}`;
  expect((await call(path, { key: 'sk-second-2' })).status).toBe(200);
  expect((await call(path)).status).toBe(404);
  expect((await call(path, { method: 'DELETE' })).status).toBe(404);
});

it('does not give back what was uploaded', async () => {
  const { id } = await readJson(upload('x'));
  expect((await call(`/files/${String(id)}/content`)).status).toBe(400);
});

it('refuses what is no upload, and keeps nothing of it', async () => {
  const strange = await upload('x', { purpose: 'assistants' });
  expect(strange.status).toBe(400);
  expect(await readJson(strange)).toMatchObject({
    error: { message: "'purpose' must be one of 'file-extract', 'batch', 'fine-tune'", param: 'purpose' },
  });
  const two = new FormData();
  two.append('purpose', 'batch');
  two.append('file', new Blob(['x']), 'a.jsonl');
  two.append('file', new Blob(['x']), 'b.jsonl');
  expect((await call('/files', { method: 'POST', body: two })).status).toBe(400);
  expect((await upload('')).status).toBe(400);
  expect((await call('/files', { method: 'POST' })).status).toBe(400);
  const large = await upload('x'.repeat(20 * 1024 * 1024 + 1), {
    purpose: 'file-extract',
    filename: 'a.png',
  });
  expect(await readJson(large)).toMatchObject({
    error: { code: 'BadRequest.TooLarge', message: 'Payload Too Large.' },
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('keeps nothing of an upload that breaks off', async () => {
  const upload = openRequest(`${origin}/v1/files`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-demo', 'content-type': 'multipart/form-data; boundary=b' },
  });
  upload.on('error', () => undefined);
  upload.write(
    `--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${'x'.repeat(100_000)}`,
  );
  await vi.waitFor(() => {
    expect(readdirSync(folder)).toHaveLength(1);
  }, PATIENCE);
  upload.destroy();
  await vi.waitFor(async () => {
    expect(readdirSync(folder)).toEqual([]);
    const [record] = await readJson<RequestRecord[]>(fetch(`${origin}/_simulator/requests`));
    expect(record).toMatchObject({ outcome: 'aborted', body: { multipart: [{ filename: 'a' }] } });
  }, PATIENCE);
});
