import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createSimulator } from './create-simulator.js';
import type { RequestRecord } from './edge/request-log.service.js';
import type { UsageEntry } from './edge/usage-account.service.js';

type Json = Record<string, unknown>;

let app: INestApplication;
let origin: string;

beforeAll(async () => {
  app = await createSimulator();
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});

afterEach(async () => {
  await fetch(`${origin}/_simulator/requests`, { method: 'DELETE' });
});

afterAll(() => app.close());

const ask = (prompt: string, fields: Json = {}): Json => ({
  model: 'qwen-plus',
  messages: [{ role: 'user', content: prompt }],
  ...fields,
});

function post(
  body: unknown,
  { headers = {}, signal }: { headers?: Json; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`${origin}/compatible-mode/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-demo', ...headers } as Record<string, string>,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function queue(fault: Json): Promise<Response> {
  return fetch(`${origin}/_simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

async function readJson<Value = Json>(response: Response | Promise<Response>): Promise<Value> {
  return (await (await response).json()) as Value;
}

const readRecords = (): Promise<RequestRecord[]> => readJson(fetch(`${origin}/_simulator/requests`));
const readAccount = (): Promise<UsageEntry[]> => readJson(fetch(`${origin}/_simulator/usage`));

function readEvents(text: string): string[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => frame.replace(/^data: /, ''));
}

it('answers a chat, and says the same request id everywhere', async () => {
  const response = await post(ask('Why is the sky blue?'));
  const answer = await readJson<{ id: string; choices: [{ message: { content: string } }] }>(response);
  expect(answer.choices[0].message.content).toContain('5 words: "Why is the sky blue?"');
  expect(answer.id).toBe(`chatcmpl-${response.headers.get('x-request-id') ?? ''}`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('x-dashscope-call-gateway')).toBe('true');
});

it('answers the same prompt with the same words', async () => {
  const read = async (): Promise<unknown> =>
    (await readJson<{ choices: unknown }>(post(ask('Hello')))).choices;
  expect(await read()).toEqual(await read());
});

it('streams role, text, finish, usage and [DONE]', async () => {
  const response = await post(
    ask('[[sim: {"text":"你好 😀"}]]', { stream: true, stream_options: { include_usage: true } }),
  );
  const events = readEvents(await response.text());
  expect(events.at(-1)).toBe('[DONE]');
  const chunks = events
    .slice(0, -1)
    .map((event) => JSON.parse(event) as { choices: Json[]; usage: Json | null });
  expect(chunks[0]?.choices[0]).toMatchObject({
    delta: { role: 'assistant', content: '' },
    finish_reason: null,
  });
  expect(chunks.at(-2)?.choices[0]).toMatchObject({ finish_reason: 'stop' });
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 2 } });
  expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
});

it('lists its chat models in the recorded shape below both bases', async () => {
  const list = await readJson<{ data: { id: string }[]; has_more: boolean }>(
    fetch(`${origin}/v1/models`, { headers: { authorization: 'Bearer sk-demo' } }),
  );
  expect(list.has_more).toBe(false);
  const ids = list.data.map(({ id }) => id);
  expect(ids).toContain('siliconflow/deepseek-v3.2');
  expect(ids).not.toContain('text-embedding-v4');
});

it.each([
  ['no key', { authorization: '' }, null],
  ['a wrong key', { authorization: 'Bearer sk-bad-key' }, 'invalid_api_key'],
  ["another region's key", { authorization: 'Bearer sk-singapore-1' }, 'invalid_api_key'],
])('refuses %s before it looks at the model', async (_name, headers, code) => {
  const response = await post(ask('Hello', { model: 'nothing' }), { headers });
  expect(response.status).toBe(401);
  expect(response.headers.has('x-dashscope-call-gateway')).toBe(false);
  expect(await readJson(response)).toMatchObject({
    error: { code, type: 'invalid_request_error', param: null },
  });
});

it('names an unknown model in backticks', async () => {
  const response = await post(ask('Hello', { model: 'Qwen-Plus' }));
  expect(response.status).toBe(404);
  expect(await readJson(response)).toMatchObject({
    error: { message: 'The model `Qwen-Plus` does not exist or you do not have access to it.' },
  });
});

it('answers unknown routes and broken JSON with its error shape', async () => {
  const route = await fetch(`${origin}/v1/nothing`, { headers: { authorization: 'Bearer sk-demo' } });
  expect([route.status, await readJson(route)]).toMatchObject([404, { error: { code: 'not_found' } }]);
  const broken = await post('{"model":');
  expect([broken.status, await readJson(broken)]).toMatchObject([400, { error: { param: null } }]);
});

it('records requests with the end of the key only', async () => {
  await post(ask('Hello'), { headers: { authorization: 'Bearer sk-secret-1234' } });
  await post('{"model":');
  const [first, second] = await readRecords();
  expect(first).toMatchObject({
    method: 'POST',
    path: '/compatible-mode/v1/chat/completions',
    body: ask('Hello'),
    headers: { authorization: '1234' },
    outcome: 'completed',
    status: 200,
  });
  expect(second).toMatchObject({ body: '{"model":', status: 400 });
});

it('sees a client that leaves a stalled stream, and counts what it got', async () => {
  const leaving = new AbortController();
  await queue({ stallAfterEvents: 3 });
  const response = await post(ask('Hello', { stream: true }), { signal: leaving.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  expect((await readRecords())[0]).toMatchObject({ outcome: 'open', status: 200 });
  leaving.abort();
  await vi.waitFor(async () => {
    expect((await readRecords())[0]?.outcome).toBe('aborted');
    expect((await readAccount())[0]?.usage.completion_tokens).toBeLessThanOrEqual(2);
  });
});

it('cuts a stream without [DONE], which is no fault of the client', async () => {
  const response = await post(ask('[[sim: {"cutAfterEvents":2}]]', { stream: true }));
  await expect(response.text()).rejects.toThrow();
  expect((await readRecords())[0]?.outcome).toBe('completed');
});

it('can cut after the headers alone', async () => {
  const response = await post(ask('[[sim: {"cutAfterEvents":0}]]', { stream: true }));
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('waits before the first byte, and sees a client that does not', async () => {
  const leaving = new AbortController();
  await queue({ firstByteDelayMs: 60_000 });
  const asking = post(ask('Hello'), { signal: leaving.signal });
  await vi.waitFor(async () => {
    expect((await readRecords())[0]).toMatchObject({ outcome: 'open', status: null });
  });
  leaving.abort();
  await expect(asking).rejects.toThrow();
  await vi.waitFor(async () => {
    expect((await readRecords())[0]?.outcome).toBe('aborted');
  });
});

it('cuts before the headers', async () => {
  await queue({ cutBeforeHeaders: true });
  await expect(post(ask('Hello'))).rejects.toThrow();
  expect((await readRecords())[0]).toMatchObject({ outcome: 'completed', status: null });
});

it('cuts a plain answer in its middle', async () => {
  const response = await post(ask('[[sim: {"cutAfterEvents":1}]]'));
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
});

it('queues a fault for so many requests that match', async () => {
  await queue({
    preset: 'limit_requests',
    times: 2,
    match: { model: 'qwen-plus', path: '/chat/completions' },
  });
  const ask3 = async (model: string): Promise<number> => (await post(ask('Hello', { model }))).status;
  expect([
    await ask3('qwen-max'),
    await ask3('qwen-plus'),
    await ask3('qwen-plus'),
    await ask3('qwen-plus'),
  ]).toEqual([200, 429, 429, 200]);
});

it('never says when to come back', async () => {
  const response = await post(ask('Hello'), { headers: { 'x-simulator-fault': '{"status":429}' } });
  expect(response.status).toBe(429);
  expect(response.headers.has('retry-after')).toBe(false);
  expect(await readJson(response)).toMatchObject({
    error: { code: 'limit_requests', type: 'limit_requests' },
  });
});

it('answers in the native shape on demand', async () => {
  const response = await post(ask('[[sim: {"preset":"Throttling.RateQuota","shape":"native"}]]'));
  expect(Object.keys(await readJson(response))).toEqual(['code', 'message', 'request_id']);
});

it('puts an error into a stream that has begun, and ends without [DONE]', async () => {
  const prompt =
    '[[sim: {"errorAfterEvents":{"events":1,"code":"data_inspection_failed","message":"Output data"}}]]';
  const response = await post(ask(prompt, { stream: true }));
  expect(response.status).toBe(200);
  const events = readEvents(await response.text());
  expect(events).toHaveLength(2);
  expect(JSON.parse(events[1] ?? '')).toEqual({
    error: {
      code: 'data_inspection_failed',
      param: null,
      message: 'Output data',
      type: 'data_inspection_failed',
    },
    id: `chatcmpl-${response.headers.get('x-request-id') ?? ''}`,
  });
});

it('gives half an answer at its time limit', async () => {
  const response = await post(ask('[[sim: {"text":"one two","partial":true}]]'));
  expect(response.headers.get('x-dashscope-partialresponse')).toBe('true');
  expect(await readJson(response)).toMatchObject({
    choices: [{ message: { content: 'one ' }, finish_reason: null }],
  });
});

it('sends raw events, raw bodies and redirects as they are asked for', async () => {
  const events = await post(ask('Hello'), {
    headers: { 'x-simulator-fault': '{"rawEvents":["{broken","x"]}' },
  });
  expect(await events.text()).toBe('data: {broken\n\ndata: x\n\n');
  const body = await post(ask('Hello'), {
    headers: {
      'x-simulator-fault': '{"status":502,"rawBody":"<html>","headers":{"content-type":"text/html"}}',
    },
  });
  expect([body.status, body.headers.get('content-type'), await body.text()]).toEqual([
    502,
    'text/html',
    '<html>',
  ]);
  const fault = { status: 307, headers: { location: `${origin}/elsewhere` } };
  await queue(fault);
  const redirect = await fetch(`${origin}/v1/models`, {
    headers: { authorization: 'Bearer sk-demo' },
    redirect: 'manual',
  });
  expect([redirect.status, redirect.headers.get('location')]).toEqual([307, `${origin}/elsewhere`]);
});

it('names the field of a bad fault', async () => {
  const response = await queue({ stallAfterEvents: -1 });
  expect(response.status).toBe(400);
  expect(await readJson(response)).toMatchObject({ error: { param: 'stallAfterEvents' } });
});

it('reports a long repeated prompt as cached', async () => {
  const prompt = 'A sentence that is said again and again. '.repeat(300);
  const readDetails = async (): Promise<Json> => {
    const answer = await readJson<{ usage: { prompt_tokens_details: Json } }>(
      post(ask(prompt, { model: 'qwen3-max' })),
    );
    return answer.usage.prompt_tokens_details;
  };
  expect(await readDetails()).toMatchObject({ cached_tokens: 0 });
  const { cached_tokens: cached } = await readDetails();
  expect(cached).toBeGreaterThanOrEqual(1_024);
});
