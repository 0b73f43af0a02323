import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/explain/explanation.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import type { RecordedRequest } from '../support/managed-simulator.js';

const EMBEDDING_MODEL = 'text-embedding-v4';
const MESSAGES = [
  { role: 'system', content: 'Answer in one word.' },
  { role: 'user', content: '天空为什么是蓝色的？' },
];

const running = useGatewayAndSimulator({
  BAILIAN_MODELS: EMBEDDING_MODEL,
  CONFIGURED_PROVIDER_MODELS_MODE: 'merge',
});

function post(path: string, body: unknown): Promise<Answer> {
  return sendRequest(`${running.gateway.origin}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function explain(body: unknown): Promise<Explanation> {
  const { status, headers, text } = await post('explain', body);
  expect(text).toContain('"explanation"');
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('application/json');
  return JSON.parse(text) as Explanation;
}

/** What models were asked upstream, as an explanation puts it. */
async function received(): Promise<readonly unknown[]> {
  const isAsked = ({ method }: RecordedRequest): boolean => method === 'POST';
  return (await running.simulator.requests())
    .filter(isAsked)
    .map(({ method, path, body }) => ({ method, path, body }));
}

describe('an explanation', () => {
  it.each([
    { what: 'plain', fields: { max_tokens: 64, temperature: 0.5, stop: ['x'] } },
    { what: 'streamed', fields: { stream: true, max_completion_tokens: 8, max_tokens: 9 } },
    { what: 'streamed, without usage', fields: { stream: true, stream_options: { include_usage: false } } },
    { what: 'that has to be streamed upstream', fields: { model: 'bailian/qwq-plus' } },
    { what: 'with thinking', fields: { reasoning_effort: 'low', stream: true } },
    { what: 'by the name of the provider', fields: { model: 'bailian/qwen-plus' } },
  ])('has the body that the upstream gets: chat, $what', async ({ fields }) => {
    const body = { model: 'qwen-plus', messages: MESSAGES, ...fields };
    const { requests, adaptations } = await explain(body);
    expect(await received()).toEqual([]);
    const answer = await post('chat/completions', body);
    expect(answer.status).toBe(200);
    expect(requests).toEqual(await received());
    expect(adaptations.join(',')).toBe(answer.headers['x-gateway-adapted'] ?? '');
  });

  it('has every part of embeddings that are split', async () => {
    const body = { model: EMBEDDING_MODEL, input: Array.from({ length: 23 }, (_, row) => `row ${row}`) };
    const { requests, adaptations, limits } = await explain(body);
    expect(adaptations).toEqual(['input']);
    expect(limits.embedding).toMatchObject({ max_rows: 10, max_tokens_per_row: 8192 });
    expect((await post('embeddings', body)).status).toBe(200);
    const asked = await received();
    expect(asked).toHaveLength(3);
    expect(requests).toHaveLength(3);
    expect(requests).toEqual(expect.arrayContaining([...asked]));
  });

  it('has the body that the upstream gets: rerank', async () => {
    const documents = ['The sky is blue.', { text: 'Whales are mammals.' }];
    const body = { model: 'bailian/qwen3-rerank', query: 'sky', documents, return_documents: true, top_n: 1 };
    const { endpoint, requests, limits, adaptations } = await explain(body);
    expect({ endpoint, limits }).toMatchObject({
      endpoint: 'rerank',
      limits: { rerank: { max_documents: 500 } },
    });
    expect(adaptations).toEqual(['documents', 'return_documents']);
    expect((await post('rerank', body)).status).toBe(200);
    expect(requests).toEqual(await received());
  });

  it('says where the request would go, and what it may hold', async () => {
    const { host } = new URL(running.simulator.baseUrl);
    const explanation = await explain({ model: 'bailian/qwen-plus', messages: MESSAGES });
    expect(explanation).toMatchObject({
      object: 'explanation',
      endpoint: 'chat',
      model: { requested: 'bailian/qwen-plus', upstream: 'qwen-plus', is_listed: true },
      provider: { name: 'bailian', type: 'bailian', host },
      limits: { context_window: 1_000_000, max_output_tokens: 32_768 },
    });
    expect(JSON.stringify(explanation)).not.toContain('sk-test-upstream');
    expect(await explain({ model: 'bailian/unheard-of', messages: MESSAGES })).toMatchObject({
      model: { upstream: 'unheard-of', is_listed: false },
      limits: {},
    });
  });

  it('estimates the input, and says what is not in it', async () => {
    const image = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
    const content = [{ type: 'text', text: 'hello world' }, image, image];
    const explanation = await explain({
      model: 'bailian/qwen3-vl-plus',
      messages: [{ role: 'user', content }],
    });
    expect(explanation.estimated_input_tokens).toBe(10);
    expect(explanation.estimate).toMatch(/kinds of characters.*not in it: 2 image_url$/);
  });

  it('comes near to what the upstream counts', async () => {
    const body = { model: 'qwen-plus', messages: MESSAGES };
    const { estimated_input_tokens: estimate } = await explain(body);
    expect(estimate).toBeGreaterThan(10);
    expect(estimate).toBeLessThan(40);
  });
});

describe('a Responses request', () => {
  it('is shown as the chat that it becomes, its reports in its own words', async () => {
    const { requests, adaptations } = await explain({
      endpoint: 'responses',
      model: 'qwen-plus',
      input: 'Hi',
      instructions: 'Be brief.',
      max_output_tokens: 9,
      user: 'u',
    });
    expect(requests[0]).toMatchObject({
      path: '/compatible-mode/v1/chat/completions',
      body: {
        stream: true,
        max_completion_tokens: 9,
        messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
      },
    });
    expect([...adaptations].sort()).toEqual(['max_output_tokens', 'user']);
  });
});

describe('the endpoint', () => {
  it.each([
    [{ messages: MESSAGES, input: 'a' }, 'chat'],
    [{ input: 'a' }, 'embeddings'],
    [{ input: 'a', endpoint: null }, 'embeddings'],
    [{ messages: MESSAGES, input: 'a', endpoint: 'embeddings' }, 'embeddings'],
    [{ input: 'a', endpoint: 'responses' }, 'responses'],
  ])('of %j is %s, and is not sent on', async (fields, endpoint) => {
    const explanation = await explain({ model: 'bailian/x', ...fields });
    expect(explanation.endpoint).toBe(endpoint);
    expect(explanation.requests[0]?.body).not.toHaveProperty('endpoint');
  });

  it.each([
    [{}, 'endpoint', /it has messages \(chat\) or input \(embeddings\) or documents \(rerank\)/],
    [
      { endpoint: 'images', messages: MESSAGES },
      'endpoint',
      /must be one of chat, embeddings, rerank, responses/,
    ],
    [{ endpoint: 'constructor', messages: MESSAGES }, 'endpoint', /must be one of/],
    [{ endpoint: 7, messages: MESSAGES }, 'endpoint', /must be one of/],
    [{ endpoint: 'chat', input: 'a' }, 'messages', /messages must be a list/],
  ])('of %j is refused', async (fields, param, message) => {
    const { status, error } = await post('explain', { model: 'qwen-plus', ...fields });
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', param });
    expect(error.message).toMatch(message);
  });
});

describe('what the route itself refuses', () => {
  it.each([
    ['chat/completions', { model: 'qwen-plus', messages: [1] }],
    ['chat/completions', { model: 'qwen-plus', messages: MESSAGES, max_tokens: 0 }],
    ['chat/completions', { model: 'qwen-plus', messages: MESSAGES, stream: 'yes' }],
    ['chat/completions', { messages: MESSAGES }],
    ['chat/completions', { model: 'qwen-plsu', messages: MESSAGES }],
    ['embeddings', { model: EMBEDDING_MODEL, input: [[1, 2]] }],
    ['embeddings', { model: EMBEDDING_MODEL, input: 'a', dimensions: 3 }],
    ['embeddings', { model: EMBEDDING_MODEL, input: 'a', stream: true }],
  ])('is refused here with the same words: %s %j', async (path, body) => {
    const [own, explained] = await Promise.all([post(path, body), post('explain', body)]);
    expect(own.status).toBeGreaterThanOrEqual(400);
    expect({ status: explained.status, error: explained.error }).toEqual({
      status: own.status,
      error: own.error,
    });
  });
});
