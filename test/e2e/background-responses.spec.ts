import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { ask, type Members, postResponses } from '../support/post-responses.js';
import { checkResponseStream } from '../support/responses-grammar.js';
import { until } from '../support/until.js';

const running = useGatewayAndSimulator({ BACKGROUND_CONCURRENCY: '2' });
let client: OpenAI;
const OPEN = ['queued', 'in_progress'];

beforeAll(() => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'any', maxRetries: 0 });
});

const queue = (directive: Members, fields: object = {}) =>
  client.responses.create({ model: 'qwen-plus', input: ask(directive), background: true, ...fields });
const isOver = (status: string | undefined): boolean => !OPEN.includes(String(status));

async function ended(id: string): Promise<OpenAI.Responses.Response> {
  let response = await client.responses.retrieve(id);
  await until(async () => {
    response = await client.responses.retrieve(id);
    return isOver(response.status);
  });
  return response;
}

async function read(id: string, startingAfter?: number): Promise<string> {
  const after = startingAfter === undefined ? '' : `&starting_after=${startingAfter}`;
  const response = await fetch(`${running.gateway.origin}/v1/responses/${id}?stream=true${after}`);
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  return response.text();
}

describe('a background response', () => {
  it('is queued, made, and can be continued', async () => {
    const queued = await queue({ text: 'Later.' });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [] });
    const response = await ended(queued.id);
    expect(response).toMatchObject({ id: queued.id, status: 'completed', background: true });
    expect(response.output_text).toBe('Later.');
    expect(response.usage?.output_tokens).toBeGreaterThan(0);
    const next = await client.responses.create({
      model: 'qwen-plus',
      input: ask({ text: 'And more.' }),
      previous_response_id: queued.id,
    });
    expect(next.output_text).toBe('And more.');
    const { data } = await client.responses.inputItems.list(next.id, { order: 'asc' });
    expect(data).toHaveLength(3);
  });

  it('tells its events as they come, and again from any of them', async () => {
    const directive = { words: 30, eventIntervalMs: 20 };
    const { text } = await postResponses(running.gateway.origin, {
      input: ask(directive),
      background: true,
      stream: true,
    });
    const whole = checkResponseStream(text);
    expect(whole).toMatchObject({ problems: [], outcome: 'completed' });
    const { id } = whole.response as { id: string };
    expect(await read(id)).toBe(text);
    const frames = text.split('\n\n');
    for (const number of [0, 7, whole.types.length - 2]) {
      expect(await read(id, number)).toBe(frames.slice(number + 1).join('\n\n'));
    }
  });

  it('can be read while it is made', async () => {
    const { id } = await queue({ words: 40, eventIntervalMs: 20 });
    const report = checkResponseStream(await read(id));
    expect(report).toMatchObject({ problems: [], outcome: 'completed' });
  });

  it('goes on when its client leaves', async () => {
    const controller = new AbortController();
    const stream = await client.responses.create(
      { model: 'qwen-plus', input: ask({ words: 40, eventIntervalMs: 20 }), background: true, stream: true },
      { signal: controller.signal },
    );
    let id = '';
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') break;
    }
    controller.abort();
    expect(await ended(id)).toMatchObject({ status: 'completed' });
  });

  it('that is being made can be cancelled, and frees the upstream', async () => {
    const { id } = await queue({ words: 1_000, eventIntervalMs: 50 });
    await running.simulator.waitForRequest(({ outcome }) => outcome === 'open');
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    await running.simulator.waitForRequest(({ outcome }) => outcome === 'aborted');
    expect(await client.responses.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect(await ended(id)).toMatchObject({ status: 'cancelled' });
  });

  it('that waits can be cancelled or deleted, and is never asked for', async () => {
    const slow = await Promise.all([1, 2].map(() => queue({ words: 200, eventIntervalMs: 20 })));
    const [cancelled, deleted, last] = await Promise.all(['a', 'b', 'c'].map((text) => queue({ text })));
    expect(cancelled?.status).toBe('queued');
    await client.responses.cancel(String(cancelled?.id));
    await client.responses.delete(String(deleted?.id));
    for (const { id } of slow) await client.responses.cancel(id);
    expect((await ended(String(last?.id))).output_text).toBe('c');
    expect(await running.simulator.requests()).toHaveLength(3);
    expect(await client.responses.retrieve(String(cancelled?.id))).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['before it begins', { preset: 'internal_server_error' }],
    ['while it is made', { words: 30, errorAfterEvents: { events: 9, code: 'internal_server_error' } }],
  ])('that fails %s says so', async (_name, directive) => {
    const { id } = await queue(directive);
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
    expect(checkResponseStream(await read(id)).outcome).toBe('failed');
  });

  it('that ended is not cancelled any more', async () => {
    const { id } = await queue({ text: 'Done.' });
    await ended(id);
    expect(await client.responses.cancel(id)).toMatchObject({ status: 'completed' });
  });

  it('starts in the order of the queue', async () => {
    const slow = await Promise.all([1, 2].map(() => queue({ words: 500, eventIntervalMs: 20 })));
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) ids.push((await queue({ text: `number ${index}` })).id);
    // One place is left to all of them.
    await client.responses.cancel(String(slow[0]?.id));
    await Promise.all(ids.map(ended));
    await client.responses.cancel(String(slow[1]?.id));
    const requests = await running.simulator.requests();
    const asked = requests.map(({ body }) => /number (\d)/.exec(JSON.stringify(body.messages))?.[1]);
    expect(asked.filter((number) => number !== undefined)).toEqual(['0', '1', '2', '3', '4', '5']);
  });

  it.each([
    ['without being stored', { store: false }, 'background'],
    ['in a conversation', { conversation: 'conv_1' }, 'conversation'],
    ['of an unknown model', { model: 'none' }, 'model'],
    ['with a wrong field', { temperature: 9 }, 'temperature'],
  ])('is refused at once %s', async (_name, fields, param) => {
    const { json } = await postResponses(running.gateway.origin, { background: true, ...fields });
    expect(json).toMatchObject({ error: { param } });
    expect(await running.simulator.requests()).toEqual([]);
  });
});
