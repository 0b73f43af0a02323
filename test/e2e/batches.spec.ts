import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { batchLine, batchLines } from '../support/batch-lines.js';
import { useGatewayAndTwoSimulators } from '../support/gateway-and-two-simulators.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import { until } from '../support/until.js';

const running = useGatewayAndTwoSimulators();
const ENDPOINT = '/v1/chat/completions';
let client: OpenAI;

beforeAll(async () => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
  await changeClock({ stepMs: 1 });
});
afterEach(() => changeClock({ holdAt: null, windowMs: null, holdAfterLines: 0 }));

/** Says how batches advance at both simulators. */
async function changeClock(changes: object): Promise<void> {
  for (const { origin } of [running.first, running.second]) {
    await fetch(`${origin}/_simulator/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changes),
    });
  }
}

const upload = (text: string, query: Record<string, string> = {}): Promise<OpenAI.FileObject> =>
  client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' }, { query });

async function createBatch(text: string, fields: object = {}): Promise<OpenAI.Batch> {
  const { id } = await upload(text);
  return client.batches.create({
    input_file_id: id,
    endpoint: ENDPOINT,
    completion_window: '24h',
    ...fields,
  });
}

function waitFor(id: string, status: OpenAI.Batch['status']): Promise<OpenAI.Batch> {
  return until(async () => {
    const batch = await client.batches.retrieve(id);
    return batch.status === status && batch;
  });
}

function post(body: object): Promise<Answer> {
  return sendRequest(`${running.gateway.origin}/v1/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint: ENDPOINT, ...body }),
  });
}

const readResults = (id: string): Promise<Answer> =>
  sendRequest(`${running.gateway.origin}/v1/batches/${id}/results`);

interface Results {
  readonly status: string;
  readonly data: readonly Readonly<Record<string, unknown>>[];
}

describe('the official library', () => {
  it('creates a batch, follows it to its end, lists it and reads its output', async () => {
    const created = await createBatch(batchLines(3), {
      metadata: { ds_name: 'nightly', provider: 'bailian' },
    });
    expect(created).toMatchObject({
      object: 'batch',
      status: 'validating',
      metadata: { ds_name: 'nightly' },
      output_file_id: null,
      error_file_id: null,
      expires_at: null,
      cancelled_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
    });
    const done = await waitFor(created.id, 'completed');
    expect(done).toMatchObject({ request_counts: { total: 3, completed: 3, failed: 0 } });
    expect(done.completed_at).toBeTypeOf('number');

    const { data } = await client.batches.list();
    expect(data.map(({ id }) => id)).toContain(created.id);
    const output = await client.files.content(done.output_file_id ?? '');
    const lines = (await output.text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { custom_id: string }).custom_id)).toEqual([
      'r-0',
      'r-1',
      'r-2',
    ]);
  });

  it('pages through the batches of two instances', async () => {
    const models = ['qwen-plus', 'fast', 'qwen-plus', 'fast', 'fast'];
    const batches = await Promise.all(models.map((model) => createBatch(batchLines(1, { model }))));
    const listed: string[] = [];
    for await (const batch of client.batches.list({ limit: 2 })) listed.push(batch.id);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toEqual(expect.arrayContaining(batches.map(({ id }) => id)));
    await Promise.all(batches.map(({ id }) => waitFor(id, 'completed')));
  });

  it('gets an empty list where the upstream has null', async () => {
    const page = await client.batches.list({}, { query: { ds_name: 'there is none' } });
    expect(page).toMatchObject({ data: [], has_more: false });
  });

  it('cancels a batch, once', async () => {
    await changeClock({ holdAt: 'in_progress' });
    const { id } = await createBatch(batchLines(5));
    await waitFor(id, 'in_progress');
    expect(await client.batches.cancel(id)).toMatchObject({ status: 'cancelling', cancelling_at: null });
    const cancelled = await waitFor(id, 'cancelled');
    expect(cancelled.cancelled_at).toBeTypeOf('number');
    await expect(client.batches.cancel(id)).rejects.toThrow("Cannot cancel a batch with status 'cancelled'");
  });

  it('is told what is not there', async () => {
    await expect(client.batches.retrieve('batch_none')).rejects.toThrow(NotFoundError);
    const url = `${running.gateway.origin}/v1/batches/%2e%2e/cancel`;
    expect(await sendRequest(url, { method: 'POST' })).toMatchObject({ status: 404 });
    await expect(client.batches.list({ after: 'batch_none' })).rejects.toThrow(BadRequestError);
    const missing = { input_file_id: 'file-none', endpoint: ENDPOINT, completion_window: '24h' } as const;
    await expect(client.batches.create(missing)).rejects.toThrow('There is no file "file-none"');
  });
});

describe('a batch', () => {
  it('runs where its file is, and nowhere else', async () => {
    const text = batchLines(1, { model: 'fast' });
    expect(await createBatch(text)).toMatchObject({ provider: 'bailian-east' });
    await expect(createBatch(text, { metadata: { provider: 'bailian' } })).rejects.toThrow(
      'The input file is at bailian-east, not at bailian',
    );
  });

  it('of a file that was uploaded elsewhere is looked for at every instance', async () => {
    const form = new FormData();
    form.append('purpose', 'batch');
    form.append('file', new Blob([batchLines(1, { model: 'qwen-flash' })]), 'x.jsonl');
    const answer = await fetch(`${running.second.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test-east' },
      body: form,
    });
    const { id } = (await answer.json()) as { id: string };
    const batch = await client.batches.create({
      input_file_id: id,
      endpoint: ENDPOINT,
      completion_window: '24h',
    });
    expect(batch).toMatchObject({ provider: 'bailian-east' });
    await waitFor(batch.id, 'completed');
    const { data } = JSON.parse((await readResults(batch.id)).text) as Results;
    expect(data).toMatchObject([{ index: null, custom_id: 'r-0', status_code: 200 }]);
  });

  it.each([
    [{ completion_window: '12h' }, 'from 24h to 336h'],
    [{ completion_window: '15d' }, 'from 24h to 336h'],
    [{ endpoint: '/v1/images' }, 'endpoint must be one of /v1/chat/completions'],
    [{ metadata: { provider: 'none' } }, 'There is no provider'],
    [{ metadata: { provider: 7 } }, 'metadata.provider must be'],
    [{ input_file_id: undefined }, 'Give input_file_id'],
    [{ requests: [{}] }, 'not both'],
  ])('with %j is refused', async (fields, message) => {
    await expect(createBatch(batchLines(1), fields)).rejects.toThrow(message);
  });

  it.each(['336h', '14d', '1d'])('may have the window %s', async (window) => {
    expect(await createBatch(batchLines(1), { completion_window: window })).toMatchObject({
      completion_window: window,
    });
  });
});

describe('inline requests', () => {
  const request = (customId: string, body: object = {}): object => ({
    custom_id: customId,
    body: { model: 'qwen-plus', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 3, ...body },
  });

  it('become a file, are mapped, and are answered in a list', async () => {
    const answer = await post({
      requests: [request('b'), request('a', { temperature: 99 })],
      completion_window: '1d',
    });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-gateway-adapted': 'max_tokens' } });
    const { id } = JSON.parse(answer.text) as OpenAI.Batch;
    await waitFor(id, 'completed');
    const results = JSON.parse((await readResults(id)).text) as Results;
    expect(results).toMatchObject({ object: 'list', batch_id: id, status: 'completed' });
    expect(results.data).toMatchObject([
      { index: 0, custom_id: 'b', status_code: 200, error: null, response: { object: 'chat.completion' } },
      { index: 1, custom_id: 'a', status_code: 400, response: null },
    ]);
  });

  it.each<[object[], string]>([
    [[], 'requests must not be empty'],
    [[request('a'), request('a')], 'requests[1]: has the custom_id of requests[0]'],
    [[request('a'), { custom_id: 'b' }], 'requests[1]: has no body'],
    [[request('a'), request('b', { model: 'fast' })], 'requests[1]: has a model of bailian-east'],
    [[{ ...request('a'), url: '/v1/embeddings' }], 'and should have /v1/chat/completions'],
  ])('%j are refused', async (requests, message) => {
    const answer = await post({ requests });
    expect(answer.status).toBe(400);
    expect(answer.error.message).toContain(message);
  });

  it('leave no file where the batch cannot be made', async () => {
    const before = (await client.files.list()).data.length;
    await running.first.inject({ match: { path: '/batches' }, status: 500 });
    expect(await post({ requests: [request('a')] })).toMatchObject({ status: 502 });
    expect((await client.files.list()).data).toHaveLength(before);
  });
});

describe('results', () => {
  it('are a conflict until the batch has ended', async () => {
    await changeClock({ holdAt: 'in_progress' });
    const { id } = await createBatch(batchLines(2));
    await waitFor(id, 'in_progress');
    const answer = await readResults(id);
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.error).toMatchObject({ code: 'conflict' });
    expect(answer.error.message).toContain('in_progress');
    await client.batches.cancel(id);
  });

  it('are an empty list of a batch that wrote nothing', async () => {
    const { id } = await createBatch(batchLine('a', {}, '/v1/embeddings').replace('qwen-plus', 'fast'));
    const failed = await waitFor(id, 'failed');
    expect(failed.errors?.data?.[0]).toMatchObject({ line: 1 });
    expect(JSON.parse((await readResults(id)).text)).toMatchObject({ status: 'failed', data: [] });
  });

  it('come from the error file alone where nothing went well', async () => {
    const { id } = await createBatch(batchLine('a', { temperature: 99 }));
    await waitFor(id, 'completed');
    const { data } = JSON.parse((await readResults(id)).text) as Results;
    expect(data).toMatchObject([{ index: 0, custom_id: 'a', status_code: 400 }]);
  });

  it('of an unknown batch are a 404', async () => {
    expect(await readResults('batch_none')).toMatchObject({ status: 404, error: { code: 'not_found' } });
  });
});

it("serves the model of the service's own test", async () => {
  const text = batchLine('t', { model: 'batch-test-model' }, '/v1/chat/ds-test');
  const { id } = await upload(text);
  const batch = await client.batches.create({
    input_file_id: id,
    endpoint: '/v1/chat/ds-test' as '/v1/chat/completions',
    completion_window: '24h',
  });
  await waitFor(batch.id, 'completed');
  const { data } = JSON.parse((await readResults(batch.id)).text) as Results;
  expect(data).toMatchObject([{ custom_id: 't', status_code: 200 }]);
});
