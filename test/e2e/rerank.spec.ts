import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendText } from '../support/embeddings-upstream.js';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import type { RawExchange } from '../support/raw-upstream.js';
import { until } from '../support/until.js';
import { writeConfigFile } from '../support/write-config-file.js';

const MODEL = 'qwen3-rerank';
const DOCUMENTS = ['Whales are mammals.', 'The sky is blue.', 'Air scatters blue light most.'];
const RANKED = [
  { index: 2, relevance_score: 0.9 },
  { index: 0, relevance_score: 0.25 },
];

function post(gateway: ManagedGateway, fields: object): Promise<Answer> {
  return sendRequest(`${gateway.origin}/v1/rerank`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, query: 'Why is the sky blue?', documents: DOCUMENTS, ...fields }),
  });
}

const jsonOf = ({ text }: Answer): unknown => JSON.parse(text) as unknown;

function answerRanked(exchange: RawExchange): void {
  const answer = { object: 'list', results: RANKED, model: MODEL, id: 'up-1', usage: { total_tokens: 79 } };
  sendText(exchange, JSON.stringify(answer));
}

describe('reranking at Model Studio', () => {
  const running = useGatewayAndRawUpstream({ BAILIAN_MODELS: `${MODEL},my-rerank` });
  const ask = (fields: object = {}): Promise<Answer> => post(running.gateway, fields);

  beforeEach(() => {
    running.upstream.answerChat(answerRanked);
  });

  it('asks at the door for it, and answers in the shape of Cohere and Jina', async () => {
    const answer = await ask({ top_n: 2, instruct: 'Retrieve semantically similar text.' });
    expect(answer.status).toBe(200);
    expect(jsonOf(answer)).toEqual({
      id: 'up-1',
      object: 'list',
      model: MODEL,
      results: RANKED,
      usage: { total_tokens: 79 },
    });
    expect(answer.headers['x-gateway-provider']).toBe('bailian');
    expect(answer.headers['x-upstream-request-id']).toBe('upstream-1');
    expect(answer.headers['x-gateway-adapted']).toBeUndefined();
    const { request, body } = await running.upstream.waitForExchange();
    expect(request.url).toBe('/compatible-api/v1/reranks');
    expect(request.headers.authorization).toBe('Bearer sk-test-upstream');
    expect(body).toEqual({
      model: MODEL,
      query: 'Why is the sky blue?',
      documents: DOCUMENTS,
      top_n: 2,
      instruct: 'Retrieve semantically similar text.',
    });
  });

  it('takes objects, and puts documents into the answer itself', async () => {
    const documents = [{ text: 'Whales', title: 'Sea' }, 'sky', 'air'];
    const answer = await ask({ documents, return_documents: true, max_tokens_per_doc: 512, top_n: null });
    expect(jsonOf(answer)).toMatchObject({
      results: [
        { ...RANKED[0], document: { text: 'air' } },
        { ...RANKED[1], document: { text: 'Whales', title: 'Sea' } },
      ],
    });
    const adapted = answer.headers['x-gateway-adapted']?.split(',');
    expect(adapted).toEqual(['documents', 'return_documents', 'top_n', 'max_tokens_per_doc']);
    const { body } = await running.upstream.waitForExchange();
    expect(body).toEqual({
      model: MODEL,
      query: 'Why is the sky blue?',
      documents: ['Whales', 'sky', 'air'],
    });
  });

  it.each([
    [{ query: '' }, 'query'],
    [{ query: { text: 'a' } }, 'query'],
    [{ documents: 'a' }, 'documents'],
    [{ documents: [] }, 'documents'],
    [{ documents: ['a', { image: 'b' }] }, 'documents[1]'],
    [{ documents: ['a', null] }, 'documents[1]'],
    [{ top_n: 0 }, 'top_n'],
    [{ top_n: 1.5 }, 'top_n'],
    [{ return_documents: 'yes' }, 'return_documents'],
    [{ stream: true }, 'stream'],
    [{ documents: Array.from({ length: 501 }, () => 'a') }, 'documents'],
  ])('refuses %j', async (fields, param) => {
    const { status, error } = await ask(fields);
    expect(status).toBe(400);
    expect(error).toMatchObject({ type: 'invalid_request_error', param });
    expect(running.upstream.exchanges).toHaveLength(0);
  });

  it('refuses what is far longer than the model takes, and sends on what may fit', async () => {
    const far = await ask({ documents: Array.from({ length: 400 }, () => 'blue '.repeat(700)) });
    expect(far.status).toBe(400);
    expect(far.error).toMatchObject({ code: 'context_length_exceeded', param: 'documents' });
    expect(far.error.message).toContain('120000');
    const near = await ask({ documents: Array.from({ length: 400 }, () => 'blue '.repeat(250)) });
    expect(near.status).toBe(200);
  });

  it('checks nothing of a model that it does not know', async () => {
    const answer = await ask({ model: 'my-rerank', documents: Array.from({ length: 600 }, () => 'a') });
    expect(answer.status).toBe(200);
  });

  it.each([
    {
      upstream: 429,
      body: { code: 'Throttling.RateQuota', message: 'x' },
      status: 429,
      code: 'rate_limit_exceeded',
    },
    { upstream: 401, body: { code: 'InvalidApiKey', message: 'x' }, status: 502, code: 'upstream_auth' },
    { upstream: 400, body: { error: { message: '<400> InternalError.Algo: x' } }, status: 400, code: null },
    {
      upstream: 200,
      body: { results: [{ index: 3, relevance_score: 1 }] },
      status: 502,
      code: 'upstream_error',
    },
    {
      upstream: 200,
      body: { results: [{ index: -1, relevance_score: 1 }] },
      status: 502,
      code: 'upstream_error',
    },
    { upstream: 200, body: { results: [{ index: 0 }] }, status: 502, code: 'upstream_error' },
    { upstream: 200, body: { output: {} }, status: 502, code: 'upstream_error' },
    { upstream: 200, body: 'no', status: 502, code: 'upstream_error' },
  ])('answers $upstream $body in the envelope', async ({ upstream, body, status, code }) => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, JSON.stringify(body), upstream);
    });
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.error.code).toBe(code);
    expect(answer.error.message).not.toContain('InternalError');
  });

  it('has usage and id only where the upstream has them', async () => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, JSON.stringify({ results: RANKED }));
    });
    const answer = await ask();
    expect(jsonOf(answer)).toEqual({
      id: answer.headers['x-request-id'],
      object: 'list',
      model: MODEL,
      results: RANKED,
    });
  });

  it('gives the upstream request up when the client leaves', async () => {
    running.upstream.answerChat(() => undefined);
    const leaving = new AbortController();
    const asked = fetch(`${running.gateway.origin}/v1/rerank`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, query: 'a', documents: ['b'] }),
      signal: leaving.signal,
    }).catch(() => undefined);
    const exchange = await running.upstream.waitForExchange();
    leaving.abort();
    await asked;
    await until(exchange.isAbandoned);
  });

  it('counts the tokens', async () => {
    await ask();
    const metrics = await until(async () => {
      const { text } = await sendRequest(`${running.gateway.management}/metrics`);
      return /gateway_tokens_total\{provider="bailian",model="qwen3-rerank",kind="prompt"\} (\d+)/.exec(
        text,
      )?.[1];
    });
    expect(Number(metrics) % 79).toBe(0);
  });
});

describe('reranking at the simulator', () => {
  const running = useGatewayAndSimulator({ BAILIAN_MODELS: MODEL });

  it('orders documents', async () => {
    const answer = await post(running.gateway, { query: 'blue sky', top_n: 2, return_documents: true });
    expect(jsonOf(answer)).toMatchObject({
      object: 'list',
      model: MODEL,
      results: [{ index: 1, document: { text: 'The sky is blue.' } }, { index: 2 }],
    });
  });
});

describe('reranking at an OpenAI-compatible server', () => {
  const running = useGatewayAndRawUpstream();
  let gateway: ManagedGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      CONFIG_FILE: writeConfigFile(
        'providers:',
        '  local:',
        '    type: openai-compatible',
        `    base_url: ${running.upstream.origin}/v1`,
        '    api_key: none',
      ),
    });
    await gateway.waitForReady();
  });
  afterAll(() => gateway.stop());

  it('asks as Jina does, and leaves documents out unless the client wants them', async () => {
    running.upstream.answerChat((exchange) => {
      const results = RANKED.map((result) => ({ ...result, document: { text: 'x', multi_modal: null } }));
      const usage = { total_tokens: 9, prompt_tokens: 9 };
      sendText(exchange, JSON.stringify({ id: 'rerank-1', model: 'bge', results, usage }));
    });
    const answer = await post(gateway, { model: 'local/bge', max_tokens_per_doc: 64 });
    expect(jsonOf(answer)).toEqual({
      id: 'rerank-1',
      object: 'list',
      model: 'bge',
      results: RANKED,
      usage: { total_tokens: 9, prompt_tokens: 9 },
    });
    const { request, body } = await running.upstream.waitForExchange();
    expect(request.url).toBe('/v1/rerank');
    expect(body).toMatchObject({ model: 'bge', max_tokens_per_doc: 64 });
  });
});
