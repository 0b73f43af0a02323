import { createHash } from 'node:crypto';
import { request as openRequest } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulator } from './create-simulator.js';
import type { RequestRecord } from './edge/request-log.service.js';

type Json = Record<string, unknown>;

let app: INestApplication;
let origin: string;

beforeAll(async () => {
  app = await createSimulator();
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});

afterAll(() => app.close());

function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    authorization: 'Bearer sk-demo',
    ...(init.headers as Record<string, string> | undefined),
  };
  return fetch(`${origin}${path}`, { ...init, headers });
}

function post(path: string, body: Json, headers: Record<string, string> = {}): Promise<Response> {
  return call(path, { method: 'POST', body: JSON.stringify(body), headers });
}

async function readJson(response: Response | Promise<Response>): Promise<Json> {
  return (await (await response).json()) as Json;
}

it('reranks: the best first, not more than asked for', async () => {
  const answer = await readJson(
    post('/compatible-api/v1/reranks', {
      model: 'qwen3-rerank',
      query: 'blue sky',
      documents: ['green grass', 'the blue sky', 'a blue car'],
      top_n: 2,
    }),
  );
  expect(answer).toMatchObject({
    object: 'list',
    results: [{ index: 1 }, { index: 2 }],
    model: 'qwen3-rerank',
  });
  expect(answer.usage).toEqual({ total_tokens: 10 });
});

it('completes code for coders only', async () => {
  const ask = { model: 'qwen3-coder-plus', prompt: '[[sim: {"text":"return 1"}]]' };
  expect(await readJson(post('/compatible-mode/v1/completions', ask))).toMatchObject({
    object: 'text_completion',
    choices: [{ text: 'return 1', finish_reason: 'stop' }],
  });
  const events = await (await post('/v1/completions', { ...ask, stream: true })).text();
  expect(events.endsWith('data: [DONE]\n\n')).toBe(true);
  expect((await post('/v1/completions', { ...ask, model: 'qwen-plus' })).status).toBe(404);
});

const GENERATION = '/api/v1/services/aigc/text-generation/generation';

it('speaks the native language, plain and streamed', async () => {
  const ask = {
    model: 'qwen-plus',
    input: { messages: [{ role: 'user', content: '[[sim: {"text":"one two"}]]' }] },
    parameters: { result_format: 'message', incremental_output: true },
  };
  const plain = await post(GENERATION, ask);
  expect(await readJson(plain)).toMatchObject({
    output: { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'one two' } }] },
    usage: { output_tokens: 2 },
    request_id: plain.headers.get('x-request-id'),
  });
  const stream = await post(GENERATION, ask, { 'x-dashscope-sse': 'enable' });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const [first, second] = (await stream.text()).split('\n\n');
  expect(first).toMatch(/^id:1\nevent:result\n:HTTP_STATUS\/200\ndata:\{/);
  expect(first).toContain('"content":"one","role":"assistant"},"finish_reason":"null"');
  expect(second).toContain('"content":" two","role":"assistant"},"finish_reason":"stop"');
});

it('has native errors', async () => {
  const wrong = await post(GENERATION, { model: 'qwen-plus', input: {} });
  expect([wrong.status, Object.keys(await readJson(wrong))]).toEqual([
    400,
    ['code', 'message', 'request_id'],
  ]);
  const key = await post(GENERATION, {}, { authorization: 'Bearer sk-bad' });
  expect([key.status, await readJson(key)]).toMatchObject([
    401,
    { code: 'InvalidApiKey', message: 'Invalid API-key provided.' },
  ]);
});

it('embeds texts and images', async () => {
  const answer = await readJson(
    post('/api/v1/services/embeddings/multimodal-embedding/multimodal-embedding', {
      model: 'multimodal-embedding-v1',
      input: { contents: [{ text: 'x' }, { image: 'https://example.com/x.png' }] },
    }),
  );
  expect(answer).toMatchObject({
    output: {
      embeddings: [
        { index: 0, type: 'text' },
        { index: 1, type: 'image' },
      ],
    },
    usage: { input_tokens: 1 },
  });
});

it('runs asynchronous tasks, which only their account sees', async () => {
  const path = '/api/v1/services/aigc/text2image/image-synthesis';
  const ask = { model: 'wanx-v1', input: { prompt: 'x' }, parameters: { n: 2 } };
  expect((await post(path, ask)).status).toBe(403);
  const created = await readJson(post(path, ask, { 'x-dashscope-async': 'enable' }));
  expect(created).toMatchObject({ output: { task_status: 'PENDING' } });
  const task = `/api/v1/tasks/${(created.output as { task_id: string }).task_id}`;
  expect(await readJson(call(task))).toMatchObject({ output: { task_status: 'RUNNING' } });
  expect(await readJson(call(task))).toMatchObject({
    output: { task_status: 'SUCCEEDED', results: [{}, {}], task_metrics: { SUCCEEDED: 2 } },
  });
  const foreign = call(task, { headers: { authorization: 'Bearer sk-second' } });
  expect(await readJson(foreign)).toMatchObject({ output: { task_status: 'UNKNOWN' } });
});

it('mints keys', async () => {
  const minted = await readJson(post('/api/v1/tokens?expire_in_seconds=1800', {}));
  expect(minted.token).toMatch(/^st-/);
  expect((await post('/api/v1/tokens?expire_in_seconds=1801', {})).status).toBe(400);
});

const MESSAGES = '/apps/anthropic/v1/messages';

it('speaks Anthropic, and takes its key header', async () => {
  const ask = {
    model: 'qwen-plus',
    max_tokens: 100,
    messages: [{ role: 'user', content: [{ type: 'text', text: '[[sim: {"text":"one two"}]]' }] }],
    thinking: { type: 'enabled', budget_tokens: 50 },
  };
  const headers = { authorization: '', 'x-api-key': 'sk-demo' };
  expect(await readJson(post(MESSAGES, ask, headers))).toMatchObject({
    type: 'message',
    content: [{ type: 'thinking' }, { type: 'text', text: 'one two' }],
    stop_reason: 'end_turn',
  });
  const events = (await (await post(MESSAGES, { ...ask, stream: true })).text()).match(/^event: .*$/gm) ?? [];
  expect(events[0]).toBe('event: message_start');
  expect(events.slice(-3)).toEqual([
    'event: content_block_stop',
    'event: message_delta',
    'event: message_stop',
  ]);
});

it('requires max_tokens of Anthropic requests', async () => {
  const ask = { model: 'qwen-plus', max_completion_tokens: 5, messages: [{ role: 'user', content: 'x' }] };
  const response = await post(MESSAGES, ask);
  expect([response.status, await readJson(response)]).toMatchObject([
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens: Field required' } },
  ]);
});

it('tells what arrived, byte for byte', async () => {
  const path = '/compatible-mode/v1/_echo/a%2Fb//c?x=%20&y';
  const body = Buffer.from([0, 255, 128]);
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { Authorization: 'Bearer sk-demo', 'X-Case': 'Kept', 'content-encoding': 'gzip' };
    openRequest(`${origin}${path}`, { method: 'PATCH', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        resolve(text);
      });
    })
      .on('error', reject)
      .end(body);
  });
  const sha256 = createHash('sha256').update(body).digest('hex');
  const told = JSON.parse(answer) as Json;
  expect(told).toMatchObject({
    method: 'PATCH',
    url: path,
    path: '/compatible-mode/v1/_echo/a%2Fb//c',
    query: '?x=%20&y',
    body: { bytes: 3, sha256 },
  });
  expect(told.rawHeaders).toContainEqual(['X-Case', 'Kept']);
  expect(told.rawHeaders).toContainEqual(['Authorization', 'demo']);
  const records = (await (await fetch(`${origin}/_simulator/requests`)).json()) as RequestRecord[];
  expect(records.at(-1)).toMatchObject({ url: path, body: { bytes: 3, sha256 } });
});

const BYTES = '/api/v1/_bytes';

it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('answers %s as it is asked to', async (method) => {
  const response = await call(
    `${BYTES}/x?status=418&body=%7B%22n%22%3A12345678901234567890%7D&header=x-a:b`,
    {
      method,
    },
  );
  expect([response.status, response.headers.get('x-a')]).toEqual([418, 'b']);
  expect(response.headers.get('content-length')).toBe('26');
  expect(response.headers.has('content-type')).toBe(false);
  expect(await response.text()).toBe(method === 'HEAD' ? '' : '{"n":12345678901234567890}');
});

it.each([204, 304])('answers %d without a body', async (status) => {
  const response = await call(`${BYTES}?status=${status}&body=x&header=etag:"1"`);
  expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([status, '"1"', '']);
});

it('answers bytes in any wrapping', async () => {
  const gzip = await call(`${BYTES}?gzip&body=hello`);
  expect([gzip.headers.get('content-encoding'), await gzip.text()]).toEqual(['gzip', 'hello']);
  const binary = await call(`${BYTES}?base64=AP%2BA`);
  expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([0, 255, 128]);
  const large = await call(`${BYTES}?bytes=300000&chunked`);
  expect(large.headers.has('content-length')).toBe(false);
  expect((await large.arrayBuffer()).byteLength).toBe(300_000);
  const events = await call(`${BYTES}?events=2&intervalMs=5`);
  expect(events.headers.get('content-type')).toContain('text/event-stream');
  expect(await events.text()).toBe('data: {"n":0}\n\ndata: {"n":1}\n\n');
  const cookies = await call(`${BYTES}?header=set-cookie:a=1&header=set-cookie:b=2`);
  expect(cookies.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

it('breaks off where it is told to', async () => {
  const response = await call(`${BYTES}?bytes=1000&cutAfter=10`);
  expect([response.status, response.headers.get('content-length')]).toEqual([200, '1000']);
  await expect(response.text()).rejects.toThrow();
});

it('names a parameter that it does not know', async () => {
  expect(await readJson(call(`${BYTES}?stat=1`))).toMatchObject({ message: 'stat is not a known parameter' });
});
