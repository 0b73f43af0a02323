import { request as openRequest } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createSimulator } from '../create-simulator.js';
import { hasBatchService } from './batch-regions.js';

type Json = Record<string, unknown>;

/** For a machine that is busy with other tests too. */
const PATIENCE = { timeout: 15_000, interval: 10 };

interface BatchObject extends Json {
  readonly id: string;
  readonly status: string;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
}

let app: INestApplication;
let origin: string;

beforeAll(async () => {
  app = await createSimulator();
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});

afterEach(async () => {
  await fetch(`${origin}/_simulator/batches`, { method: 'DELETE' });
});

afterAll(() => app.close());

const control = (settings: Json): Promise<Response> =>
  fetch(`${origin}/_simulator/batches`, { method: 'POST', body: JSON.stringify(settings) });

function call(
  path: string,
  { body, key = 'sk-demo' }: { body?: unknown; key?: string } = {},
): Promise<Response> {
  return fetch(`${origin}/compatible-mode/v1${path}`, {
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

async function readJson<Value = Json>(response: Response | Promise<Response>): Promise<Value> {
  return (await (await response).json()) as Value;
}

const line = (id: string, content: string, fields: Json = {}): Json => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'qwen-plus', messages: [{ role: 'user', content }] },
  ...fields,
});

async function upload(lines: readonly unknown[], key = 'sk-demo'): Promise<string> {
  const body = new FormData();
  body.append('purpose', 'batch');
  const text = lines.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))).join('\n');
  body.append('file', new Blob([text]), 'input.jsonl');
  const headers = { authorization: `Bearer ${key}` };
  const file = await readJson<{ id: string }>(fetch(`${origin}/v1/files`, { method: 'POST', headers, body }));
  return file.id;
}

async function create(lines: readonly unknown[], fields: Json = {}): Promise<BatchObject> {
  const request = {
    input_file_id: await upload(lines),
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
    ...fields,
  };
  return readJson(call('/batches', { body: request }));
}

const read = (id: string): Promise<BatchObject> => readJson(call(`/batches/${id}`));

function waitFor(id: string, status: string, patience = PATIENCE): Promise<BatchObject> {
  return vi.waitFor(async () => {
    const batch = await read(id);
    expect(batch.status).toBe(status);
    return batch;
  }, patience);
}

async function readLines(id: string | null): Promise<Json[]> {
  const response = await call(`/files/${id ?? ''}/content`);
  expect(response.headers.has('content-type')).toBe(false);
  const text = await response.text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((entry) => JSON.parse(entry) as Json);
}

it('answers each line, and puts the bad ones into a file of their own', async () => {
  const created = await create(
    [
      line('a', 'Say one'),
      line('b', '[[sim: {"preset":"data_inspection_failed"}]]'),
      line('c', 'x', { body: { model: 'qwen-plus', messages: [], max_tokens: 1 } }),
    ],
    { metadata: { ds_name: 'a name' } },
  );
  expect(created).toMatchObject({ status: 'validating', in_progress_at: null, errors: null });
  const done = await waitFor(created.id, 'completed');
  expect(done).toMatchObject({
    expires_at: null,
    request_counts: { total: 3, completed: 1, failed: 2 },
    metadata: { ds_name: 'a name' },
  });
  expect(done.output_file_id).toMatch(/^file-batch_output-/);
  expect(done.error_file_id).toMatch(/^file-batch_output-/);
  const [good] = await readLines(done.output_file_id);
  expect(good).toMatchObject({
    custom_id: 'a',
    response: { status_code: 200, body: { object: 'chat.completion', id: `chatcmpl-${String(good?.id)}` } },
    error: null,
  });
  expect(await readLines(done.error_file_id)).toMatchObject([
    { custom_id: 'b', error: { code: 'data_inspection_failed' } },
    { custom_id: 'c', response: { status_code: 400 }, error: { code: 'invalid_parameter_error' } },
  ]);
});

it('answers embeddings, and the test model', async () => {
  const url = '/v1/embeddings';
  const embedding = await create([line('a', '', { url, body: { model: 'text-embedding-v4', input: 'x' } })], {
    endpoint: url,
  });
  const test = await create(
    [line('a', '', { url: '/v1/chat/ds-test', body: { model: 'batch-test-model' } })],
    {
      endpoint: '/v1/chat/ds-test',
    },
  );
  const [embedded] = await readLines((await waitFor(embedding.id, 'completed')).output_file_id);
  expect(embedded).toMatchObject({ response: { body: { object: 'list' } } });
  const [tested] = await readLines((await waitFor(test.id, 'completed')).output_file_id);
  expect(tested).toMatchObject({
    response: { body: { choices: [{ message: { content: 'This is a test result.' } }] } },
  });
});

it.each<[string, readonly unknown[], readonly Json[]]>([
  [
    'another url',
    [line('a', 'x', { url: '/v1/chat/completion' })],
    [
      {
        code: 'url_not_found',
        message: "The provided url '/v1/chat/completion' is not supported by the Batch API.",
        param: 'url',
        line: 1,
      },
    ],
  ],
  [
    'the test model elsewhere',
    [line('a', 'x'), line('b', 'x', { body: { model: 'batch-test-model' } })],
    [{ code: 'mismatched_test_url', line: 2 }],
  ],
  ['the same id twice', [line('a', 'x'), line('a', 'y')], [{ code: 'duplicate_custom_id', line: 2 }]],
  [
    'two models',
    [line('a', 'x'), line('b', 'x', { body: { model: 'qwen-max' } })],
    [{ code: 'mismatched_model', line: 2 }],
  ],
  ['an unknown model', [line('a', 'x', { body: { model: 'no' } })], [{ code: 'model_not_found', line: 1 }]],
  ['broken JSON', [line('a', 'x'), '', '{'], [{ code: 'invalid_json_line', line: 3 }]],
])('fails a file with %s', async (_name, lines, errors) => {
  const failed = await waitFor((await create(lines)).id, 'failed');
  expect(failed).toMatchObject({
    errors: { object: 'list', data: errors },
    request_counts: { total: 0 },
    in_progress_at: null,
  });
  expect(failed.failed_at).toEqual(expect.any(Number));
});

it('cancels: finished lines stay, the others are errors, and cancelling_at comes later', async () => {
  await control({ holdAt: 'in_progress', holdAfterLines: 1, stepMs: 0 });
  const { id } = await create([line('a', 'x'), line('b', 'x'), line('c', 'x')]);
  await vi.waitFor(async () => {
    expect(await read(id)).toMatchObject({ status: 'in_progress', request_counts: { completed: 1 } });
  }, PATIENCE);
  const answer = await readJson(call(`/batches/${id}/cancel`, { body: {} }));
  expect(answer).toMatchObject({ status: 'cancelling', cancelling_at: null, output_file_id: null });
  const cancelled = await waitFor(id, 'cancelled');
  expect(cancelled).toMatchObject({ request_counts: { total: 3, completed: 1, failed: 2 } });
  expect(cancelled.cancelling_at).toEqual(expect.any(Number));
  expect(await readLines(cancelled.output_file_id)).toHaveLength(1);
  expect(await readLines(cancelled.error_file_id)).toHaveLength(2);
  expect((await call(`/batches/${id}/cancel`, { body: {} })).status).toBe(400);
});

it('holds a status until it is let go', async () => {
  await control({ holdAt: 'validating', stepMs: 0 });
  const { id } = await create([line('a', 'x')]);
  expect((await read(id)).status).toBe('validating');
  await control({ holdAt: 'finalizing' });
  await waitFor(id, 'finalizing');
  await control({ holdAt: null });
  await waitFor(id, 'completed');
  expect((await control({ holdAt: 'completed' })).status).toBe(400);
});

it('expires, and drops what was not run', async () => {
  await control({ holdAt: 'in_progress', windowMs: 100, stepMs: 0 });
  const { id } = await create([line('a', 'x')]);
  expect(await waitFor(id, 'expired')).toMatchObject({
    request_counts: { total: 1, completed: 0, failed: 0 },
    output_file_id: null,
    error_file_id: null,
  });
});

it('lists an empty page as null', async () => {
  expect(await readJson(call('/batches', { key: 'sk-third' }))).toEqual({
    object: 'list',
    data: null,
    first_id: null,
    last_id: null,
    has_more: false,
  });
});

it('lists newest first, in pages, by name and status', async () => {
  const older = await create([line('a', 'x')], { metadata: { ds_name: 'listed older' } });
  const newer = await create([line('a', 'x')], { metadata: { ds_name: 'listed newer' } });
  expect(await readJson(call('/batches?ds_name=listed&limit=1'))).toMatchObject({
    data: [{ id: newer.id }],
    first_id: newer.id,
    last_id: newer.id,
    has_more: true,
  });
  expect(await readJson(call(`/batches?ds_name=listed&after=${newer.id}`))).toMatchObject({
    data: [{ id: older.id }],
    has_more: false,
  });
  await waitFor(newer.id, 'completed');
  expect(await readJson(call('/batches?ds_name=newer&status=failed,expired'))).toMatchObject({ data: null });
});

it('shows a batch to its account only', async () => {
  const { id } = await create([line('a', 'x')]);
  expect((await call(`/batches/${id}`, { key: 'sk-second' })).status).toBe(404);
  expect((await call(`/batches/${id}/cancel`, { key: 'sk-second', body: {} })).status).toBe(404);
  const request = { endpoint: '/v1/chat/completions', completion_window: '24h' };
  const foreign = await call('/batches', {
    body: { ...request, input_file_id: await upload([line('a', 'x')], 'sk-second') },
  });
  expect(foreign.status).toBe(400);
});

it.each([
  ['completion_window', { completion_window: '23h' }],
  ['completion_window', { completion_window: '15d' }],
  ['endpoint', { endpoint: '/v1/responses' }],
  ['metadata.ds_name', { metadata: { ds_name: 'x'.repeat(101) } }],
])('refuses a wrong %s', async (param, fields) => {
  expect(await create([line('a', 'x')], fields)).toMatchObject({ error: { param } });
});

it('has no batches in some regions', async () => {
  expect(hasBatchService('127.0.0.1:9100')).toBe(true);
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer sk-demo', host: 'dashscope-us.aliyuncs.com' };
    openRequest(`${origin}/v1/batches`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});

it('works through 50,000 lines', async () => {
  await control({ stepMs: 0 });
  const { id } = await create(Array.from({ length: 50_000 }, (_, index) => line(String(index), 'Hello')));
  const done = await waitFor(id, 'completed', { timeout: 50_000, interval: 50 });
  expect(done).toMatchObject({ request_counts: { total: 50_000, completed: 50_000, failed: 0 } });
  expect((await readLines(done.output_file_id)).at(-1)).toMatchObject({ custom_id: '49999' });
}, 60_000);
