import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { createKey, createTeam, MASTER_KEY, statusOf } from '../support/admin-client.js';
import { batchLines } from '../support/batch-lines.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { until } from '../support/until.js';

const running = useGatewayAndSimulator({
  GATEWAY_MASTER_KEY: MASTER_KEY,
  HOST: '127.0.0.1',
  DATABASE_URL: 'sqlite::memory:',
});
const ENDPOINT = '/v1/chat/completions';
const secrets: Record<'own' | 'mate' | 'foreign' | 'granted' | 'restricted', string> = {} as never;
let own: OpenAI;
let foreign: OpenAI;
let master: OpenAI;

const clientOf = (apiKey: string) =>
  new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey, maxRetries: 0 });

beforeAll(async () => {
  const { gateway } = running;
  const team = await createTeam(gateway, 'Own');
  const other = await createTeam(gateway, 'Other');
  secrets.own = (await createKey(gateway, team)).secret;
  secrets.mate = (await createKey(gateway, team)).secret;
  secrets.foreign = (await createKey(gateway, other)).secret;
  const routes = ['passthrough', 'chat', 'files', 'batches'];
  secrets.granted = (await createKey(gateway, other, { routes })).secret;
  secrets.restricted = (await createKey(gateway, other, { routes, models: ['qwen-plus'] })).secret;
  own = clientOf(secrets.own);
  foreign = clientOf(secrets.foreign);
  master = clientOf(MASTER_KEY);
});

const upload = (client: OpenAI, text = batchLines(1)) =>
  client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' });

const batchOf = (client: OpenAI, input: string) =>
  client.batches.create({ input_file_id: input, endpoint: ENDPOINT, completion_window: '24h' });

const isMissing = (answer: Promise<unknown>) => expect(answer).rejects.toMatchObject({ status: 404 });

/** Asks the upstream itself, past the gateway. */
async function askUpstream(path: string): Promise<Record<string, unknown>> {
  const { baseUrl } = running.simulator;
  const answer = await fetch(`${baseUrl}${path}`, { headers: { authorization: 'Bearer sk-test-upstream' } });
  return (await answer.json()) as Record<string, unknown>;
}

describe('files', () => {
  it("are their team's: another finds none of them, the administrator all", async () => {
    const { id } = await upload(own);
    expect((await clientOf(secrets.mate).files.retrieve(id)).id).toBe(id);
    expect((await master.files.retrieve(id)).id).toBe(id);
    await isMissing(foreign.files.retrieve(id));
    await isMissing(foreign.files.delete(id));
    await isMissing(batchOf(foreign, id));
    expect((await own.files.list()).data.map((file) => file.id)).toContain(id);
    expect((await foreign.files.list()).data.map((file) => file.id)).not.toContain(id);
  });

  it('that were made outside of the gateway are for administrators', async () => {
    const form = new FormData();
    form.append('file', new Blob([batchLines(1)]), 'outside.jsonl');
    form.append('purpose', 'batch');
    const answer = await fetch(`${running.simulator.baseUrl}/files`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test-upstream' },
      body: form,
    });
    const { id } = (await answer.json()) as { id: string };
    await isMissing(own.files.retrieve(id));
    await isMissing(batchOf(own, id));
    expect((await own.files.list()).data.map((file) => file.id)).not.toContain(id);
    expect((await master.files.retrieve(id)).id).toBe(id);
  });
});

describe('what a batch writes', () => {
  /** Ended upstream, and nobody has asked the gateway about it. */
  async function runUnseen(): Promise<{ id: string; output: string }> {
    const { id } = await batchOf(own, (await upload(own)).id);
    const ended = await until(async () => {
      const batch = await askUpstream(`/batches/${id}`);
      return batch.status === 'completed' && batch;
    });
    return { id, output: String(ended.output_file_id) };
  }

  it("is the team's before anybody has retrieved the batch", async () => {
    const { output, id } = await runUnseen();
    await isMissing(foreign.files.content(output));
    expect(await (await own.files.content(output)).text()).toContain('custom_id');
    await isMissing(foreign.batches.retrieve(id));
    await isMissing(foreign.batches.cancel(id));
    expect((await foreign.batches.list()).data).toEqual([]);
  });

  it("is in the team's list, and in no other", async () => {
    const { output } = await runUnseen();
    expect((await foreign.files.list()).data.map((file) => file.id)).not.toContain(output);
    expect((await own.files.list()).data.map((file) => file.id)).toContain(output);
  });
});

describe('a file that messages name', () => {
  const ask = (secret: string, body: string, path = '/v1/chat/completions') =>
    fetch(`${running.gateway.origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body,
    });
  const chat = (reference: string) =>
    `{"model":"qwen-plus","messages":[{"role":"system","content":"${reference}"},{"role":"user","content":"Hi"}]}`;

  it("must be the team's own, however it is written", async () => {
    const { id } = await upload(own);
    expect((await ask(secrets.own, chat(`fileid://${id}`))).status).toBe(200);
    for (const reference of [
      `fileid://${id}`,
      `\\u0066ileid://${id}`,
      `fileid:\\/\\/${id}`,
      `fileid://x,${id}`,
    ]) {
      expect([reference, (await ask(secrets.foreign, chat(reference))).status]).toEqual([reference, 404]);
      const passthrough = await ask(secrets.granted, chat(reference), '/p/bailian/v1/chat/completions');
      expect([reference, passthrough.status]).toEqual([reference, 404]);
    }
    const line = `{"custom_id":"a","method":"POST","url":"${ENDPOINT}","body":${chat(`fileid://${id}`)}}\n`;
    await isMissing(upload(foreign, line));
    expect((await upload(own, line)).object).toBe('file');
  });
});

describe('passthrough', () => {
  it.each([
    '/p/bailian/v1/files',
    '/p/bailian/files/file-1/content',
    '/p/bailian/v1/%66iles',
    '/p/bailian/v1/%2566iles',
    '/p/bailian/v1/FILES',
    '/p/bailian/compatible-mode/v1/batches',
    '/p/bailian/v1/responses/resp_1',
    '/p/bailian/v1/conversations/c',
    '/p/bailian/v1/files;x=1',
  ])('%s is for administrators', async (path) => {
    expect(await statusOf(running.gateway, secrets.granted, path)).toBe(403);
  });

  it("shows administrators all, and others what is nobody's", async () => {
    expect(await statusOf(running.gateway, MASTER_KEY, '/p/bailian/v1/files')).toBe(200);
    expect(await statusOf(running.gateway, secrets.granted, '/p/bailian/v1/models')).toBe(200);
    expect(await statusOf(running.gateway, secrets.own, '/p/bailian/v1/models')).toBe(403);
  });

  it.each([
    ['application/json', '{"model":"qwen-plus","messages":[{"role":"user","content":"Hi"}]}', 200],
    ['application/json', '{"model":"qwen-max","messages":[]}', 403],
    ['application/json', '{"model":"qwen-plus","model":"qwen-max","messages":[]}', 400],
    ['application/json', '{"mod\\u0065l":"qwen-max","messages":[]}', 403],
    ['text/plain', '{"model":"qwen-max","messages":[]}', 403],
  ])('with a right to some models: %s %s', async (type, body, status) => {
    const answer = await fetch(`${running.gateway.origin}/p/bailian/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secrets.restricted}`, 'content-type': type },
      body,
    });
    expect(answer.status).toBe(status);
  });
});
