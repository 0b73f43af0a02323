import { join } from 'node:path';
import { sql } from 'kysely';
import OpenAI, { NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { openStore } from '../../src/store/open-store.js';
import type { StoreDriver } from '../../src/store/store-driver.js';
import { batchLines } from '../support/batch-lines.js';
import { useGatewayAndTwoSimulators } from '../support/gateway-and-two-simulators.js';
import { startGateway } from '../support/managed-gateway.js';
import type { ManagedSimulator } from '../support/managed-simulator.js';
import { until } from '../support/until.js';

const url = `sqlite:${join(createEmptyDirectory(), 'gateway.db')}`;
const running = useGatewayAndTwoSimulators({ DATABASE_URL: url });
const ENDPOINT = '/v1/chat/completions';
let client: OpenAI;
let store: StoreDriver;

beforeAll(async () => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
  store = await openStore(url);
});
afterAll(() => store.close());

const upload = (text = batchLines(1), query: Record<string, string> = {}): Promise<OpenAI.FileObject> =>
  client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' }, { query });

const createBatch = async (fields: object = {}): Promise<OpenAI.Batch> =>
  client.batches.create({
    input_file_id: (await upload()).id,
    endpoint: ENDPOINT,
    completion_window: '24h',
    ...fields,
  });

function waitForEnd(id: string): Promise<OpenAI.Batch> {
  return until(async () => {
    const batch = await client.batches.retrieve(id);
    return batch.status === 'completed' && batch;
  });
}

/** From now on the row is another team's. */
async function giveAway(table: 'files' | 'batches', id: string): Promise<void> {
  await store.db.updateTable(table).set({ team: 'others' }).where('id', '=', id).execute();
}

async function listUpstream({ baseUrl }: ManagedSimulator, path: string): Promise<readonly string[]> {
  const answer = await fetch(`${baseUrl}${path}`, { headers: { authorization: 'Bearer sk-test-upstream' } });
  const { data } = (await answer.json()) as { data: { id: string }[] | null };
  return (data ?? []).map(({ id }) => id);
}

describe('what belongs to another team', () => {
  it('is a file that is not there', async () => {
    const { id } = await upload();
    await giveAway('files', id);
    for (const ask of [
      client.files.retrieve(id),
      client.files.content(id),
      client.files.delete(id),
      client.files.delete(id, { query: { provider: 'bailian' } }),
    ]) {
      await expect(ask).rejects.toThrow(NotFoundError);
    }
    expect((await client.files.list()).data.map((file) => file.id)).not.toContain(id);
    await expect(
      client.batches.create({ input_file_id: id, endpoint: ENDPOINT, completion_window: '24h' }),
    ).rejects.toThrow('There is no file');
    expect(await listUpstream(running.first, '/files')).toContain(id);
  });

  it('is a batch that is not there, and its output', async () => {
    const done = await waitForEnd((await createBatch()).id);
    await giveAway('batches', done.id);
    for (const ask of [
      client.batches.retrieve(done.id),
      client.batches.cancel(done.id),
      client.files.content(done.output_file_id ?? ''),
    ]) {
      await expect(ask).rejects.toThrow(NotFoundError);
    }
    expect((await client.batches.list()).data.map((batch) => batch.id)).not.toContain(done.id);
    expect((await client.files.list()).data.map((file) => file.id)).not.toContain(done.output_file_id);
  });
});

describe('a store that fails', () => {
  it('leaves no file upstream, and no batch that runs', async () => {
    const input = await upload();
    const files = await listUpstream(running.first, '/files');
    const batches = await listUpstream(running.first, '/batches');
    await sql`alter table files rename to files_away`.execute(store.db);
    await expect(upload()).rejects.toMatchObject({ status: 503, code: 'store_unavailable' });
    expect(await listUpstream(running.first, '/files')).toEqual(files);
    await sql`alter table files_away rename to files`.execute(store.db);

    // Rows can be read, not written.
    await sql`create trigger full before insert on batches begin select raise(abort, 'full'); end`.execute(
      store.db,
    );
    const create = client.batches.create({
      input_file_id: input.id,
      endpoint: ENDPOINT,
      completion_window: '24h',
    });
    await expect(create).rejects.toMatchObject({ status: 503 });
    await sql`drop trigger full`.execute(store.db);
    const [made] = (await listUpstream(running.first, '/batches')).filter((id) => !batches.includes(id));
    expect(await client.batches.retrieve(made ?? '')).toMatchObject({
      status: expect.stringMatching(/^cancel/) as string,
    });
  });
});

describe('an upstream that fails', () => {
  it.each(['batch', 'file-extract'])(
    'while a file of purpose %s arrives ends the upload',
    async (purpose) => {
      await running.first.inject({ match: { path: '/files' }, status: 500 });
      const file = new File([batchLines(2_000)], 'b.jsonl');
      await expect(client.files.create({ file, purpose: purpose as 'batch' })).rejects.toMatchObject({
        status: 502,
      });
      expect(await upload()).toMatchObject({ provider: 'bailian' });
    },
  );

  it('in a list of several is not hidden', async () => {
    await running.second.inject({ match: { path: '/files' }, status: 503 });
    await expect(client.files.list()).rejects.toMatchObject({ status: 503 });
  });
});

describe('a gateway whose upload space is small', () => {
  it('refuses with Retry-After, and goes on', async () => {
    const gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test-upstream',
      BAILIAN_BASE_URL: running.first.baseUrl,
      UPLOAD_SPOOL_BYTES: '3000',
    });
    await gateway.waitForReady();
    const small = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
    const send = (count: number): Promise<OpenAI.FileObject> =>
      small.files.create({ file: new File([batchLines(count)], 'b.jsonl'), purpose: 'batch' });
    const failure: unknown = await send(100).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 503, code: 'upload_space_full' });
    expect((failure as { headers: Headers }).headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await send(2)).toMatchObject({ object: 'file' });
    await gateway.stop();
  });
});

describe('an instance in a region without batches', () => {
  it('refuses, and names the regions that have them', async () => {
    const gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test-upstream',
      BAILIAN_BASE_URL: running.first.baseUrl,
      BAILIAN_US_API_KEY: 'sk-us',
      BAILIAN_US_REGION: 'virginia',
      BAILIAN_US_MODELS: 'qwen-plus-us',
      CONFIGURED_PROVIDER_MODELS_MODE: 'allowlist',
      BAILIAN_MODELS: 'qwen-plus',
    });
    const there = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
    const refusal = /no batch service in virginia.*beijing and singapore have it/;
    const file = new File([batchLines(1, { model: 'qwen-plus-us' })], 'b.jsonl');
    await expect(there.files.create({ file, purpose: 'batch' })).rejects.toThrow(refusal);
    await expect(there.batches.list({}, { query: { provider: 'bailian-us' } })).rejects.toThrow(refusal);
    const { id } = await there.files.create({ file: new File([batchLines(1)], 'b.jsonl'), purpose: 'batch' });
    const metadata = { provider: 'bailian-us' };
    const create = { input_file_id: id, endpoint: ENDPOINT, completion_window: '24h', metadata } as const;
    await expect(there.batches.create(create)).rejects.toThrow(
      'The input file is at bailian, not at bailian-us',
    );
    // A list of all instances leaves it out.
    expect((await there.batches.list()).data).toBeInstanceOf(Array);
    await gateway.stop();
  });
});
