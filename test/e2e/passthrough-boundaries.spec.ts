import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterBody, type ByteUpstream, startByteUpstream } from '../support/byte-upstream.js';
import { exchangeBytes } from '../support/exchange-bytes.js';
import { sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { sendRaw } from '../support/send-raw.js';
import { until } from '../support/until.js';

const MASTER_KEY = 'master-key-of-the-test';
const UPSTREAM_KEY = 'sk-test-upstream';
const KEY = { authorization: `Bearer ${MASTER_KEY}` };

let upstream: ByteUpstream;
/** Where no request may arrive. */
let stranger: ByteUpstream;
let gateway: ManagedGateway;

beforeAll(async () => {
  [upstream, stranger] = await Promise.all([startByteUpstream(), startByteUpstream()]);
  gateway = await startGateway({
    BAILIAN_API_KEY: UPSTREAM_KEY,
    BAILIAN_BASE_URL: upstream.baseUrl,
    GATEWAY_MASTER_KEY: MASTER_KEY,
    HOST: '127.0.0.1',
  });
  await gateway.waitForReady();
});
afterAll(() => Promise.all([gateway.stop(), upstream.stop(), stranger.stop()]));

const answerOk = afterBody((response) => response.end('{}'));

/** The headers of the one request that reached the upstream. */
function receivedHeaders(): Readonly<Record<string, string>> {
  const raw = upstream.received[0]?.rawHeaders ?? [];
  return Object.fromEntries(
    raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), raw[at + 1] ?? '']] : [])),
  );
}

describe('credentials, cookies and what concerns one connection', () => {
  const CLIENTS = {
    cookie: 'session=1',
    'x-api-key': 'sk-client',
    forwarded: 'for=10.0.0.1',
    'x-forwarded-for': '10.0.0.1',
    'x-forwarded-host': 'inside.example',
    'proxy-authorization': 'Basic c2VjcmV0',
    'proxy-connection': 'keep-alive',
    te: 'trailers',
    'keep-alive': 'timeout=9',
    connection: 'close, X-Private',
    'x-private': 'private',
    'x-kept': 'kept',
  };

  it('of the client do not reach the upstream, and its key is replaced', async () => {
    upstream.answer(answerOk);
    await sendRequest(`${gateway.origin}/p/bailian/x`, { headers: { ...CLIENTS, ...KEY } });
    const headers = receivedHeaders();
    expect(Object.keys(headers).sort()).toEqual(['authorization', 'connection', 'host', 'x-kept']);
    expect(headers).toMatchObject({
      authorization: `Bearer ${UPSTREAM_KEY}`,
      host: new URL(upstream.origin).host,
      'x-kept': 'kept',
    });
    expect(JSON.stringify(upstream.received)).not.toContain(MASTER_KEY);
  });

  it('of the client do not reach it either where the key is in x-api-key', async () => {
    upstream.answer(answerOk);
    const headers = { 'x-api-key': MASTER_KEY };
    expect(await sendRequest(`${gateway.origin}/p/bailian/x`, { headers })).toMatchObject({ status: 200 });
    expect(JSON.stringify(upstream.received)).not.toContain(MASTER_KEY);
  });

  it('of the upstream do not reach the client', async () => {
    upstream.answer((_request, response) =>
      response
        .writeHead(200, {
          'set-cookie': ['a=1', 'b=2'],
          'proxy-authenticate': 'Basic',
          trailer: 'x-sum',
          connection: 'close, X-Private',
          'x-private': 'private',
          authorization: `Bearer ${UPSTREAM_KEY}`,
          'x-request-id': 'upstream-id',
          'x-kept': 'kept',
        })
        .end('{}'),
    );
    const { headers } = await sendRequest(`${gateway.origin}/p/bailian/x`, {
      headers: { ...KEY, 'x-request-id': 'client-id' },
    });
    expect(headers).toMatchObject({
      'x-kept': 'kept',
      'x-request-id': 'client-id',
      'x-upstream-request-id': 'upstream-id',
      'x-gateway-provider': 'bailian',
    });
    for (const name of ['set-cookie', 'proxy-authenticate', 'trailer', 'x-private', 'authorization']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('are not asked for by TRACE, whose answer would repeat them', async () => {
    upstream.answer(answerOk);
    const answer = await sendRequest(`${gateway.origin}/p/bailian/x`, { method: 'TRACE', headers: KEY });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS');
    expect(upstream.received).toEqual([]);
  });

  it.each<Record<string, string>>([{}, { authorization: 'Bearer wrong' }])(
    'are needed before the body is read: %j',
    async (headers) => {
      upstream.answer(answerOk);
      const answer = await sendRequest(`${gateway.origin}/p/bailian/x`, {
        method: 'POST',
        headers: { ...headers, 'content-length': '100', connection: 'close' },
        body: (request) => {
          request.flushHeaders();
        },
      });
      expect(answer).toMatchObject({ status: 401, error: { code: 'invalid_api_key' } });
      expect(upstream.received).toEqual([]);
    },
  );
});

describe('paths', () => {
  it.each([
    ['/p/bailian/chat/completions', '/compatible-mode/v1/chat/completions'],
    ['/p/bailian/v1/chat/completions', '/compatible-mode/v1/chat/completions'],
    ['/p/bailian/compatible-mode/v1/x', '/compatible-mode/v1/x'],
    ['/p/bailian/compatible-api/v1/reranks', '/compatible-api/v1/reranks'],
    ['/p/bailian/api/v1/tasks/1', '/api/v1/tasks/1'],
    ['/p/bailian/api/v1/tokenizer', '/api/v1/tokenizer'],
    ['/p/bailian/apps/anthropic/v1/messages', '/apps/anthropic/v1/messages'],
    ['/p/bailian/api', '/compatible-mode/v1/api'],
    ['/p/bailian/v1/v1/x', '/compatible-mode/v1/v1/x'],
    ['/p/bailian/v10/x', '/compatible-mode/v1/v10/x'],
    ['/p/bailian/x/', '/compatible-mode/v1/x/'],
    ['/p/bailian/X/%E4%BD%A0%20?q=../../&r=%2e%2e#', '/compatible-mode/v1/X/%E4%BD%A0%20?q=../../&r=%2e%2e#'],
  ])('%s leads to %s', async (path, url) => {
    upstream.answer(answerOk);
    const answer = await exchangeBytes(gateway.origin + path, { headers: KEY });
    expect(answer.status).toBe(200);
    expect(upstream.received.map((request) => request.url)).toEqual([url]);
  });

  const hostile = (): readonly string[] => {
    const evil = stranger.origin;
    const { host } = new URL(evil);
    return [
      `${evil}/`,
      `${evil}/p/bailian/x`,
      `http://x@${host}/p/bailian/x`,
      `//${host}/p/bailian/x`,
      `/p/bailian/${evil}/x`,
      `/p/bailian//${host}/x`,
      `/p/bailian/@${host}/x`,
      `/p/bailian@${host}/x`,
      `/p/bailian:80@${host}/x`,
      `/p/bailian/user:password@${host}/`,
      `/p/${host}/x`,
      `/p/${encodeURIComponent(evil)}/x`,
      `/p/bailian/\\\\${host}/x`,
      `/p/bailian\\@${host}/x`,
      '/p/bailian/../x',
      '/p/bailian/../../etc/passwd',
      '/p/../p/bailian/x',
      '/p/bailian/./x',
      '/p/bailian/x/..',
      '/p/bailian/x/../../../api/v1/tokens',
      '/p/bailian/compatible-mode/../api/v1/tokens',
      '/p/bailian/%2e%2e/x',
      '/p/bailian/.%2E/x',
      '/p/bailian/%252e%252e/x',
      '/p/bailian/%25%32%65%25%32%65/x',
      '/p/bailian/..%2fx',
      '/p/bailian/a%2Fb',
      '/p/bailian/a%252fb',
      '/p/bailian/a%5cb',
      '/p/bailian/..%5cx',
      '/p/bailian/a\\b',
      '/p/bailian/..;/x',
      '/p/bailian/x;y=1/z',
      '/p/bailian/x%3by/z',
      '/p/bailian/a//b',
      '/p/bailian//',
      '/p/bailian/',
      '/p/bailian/v1',
      '/p/bailian/v1/',
      '/p/bailian',
      '/p//x',
      '/p/%2e%2e/x',
      '/p/bailian%2fx',
      '/p/bailian%2f..%2fx/y',
      '/%70/bailian/x',
      '/P/bailian/x',
      '/p/Bailian/x',
      '/p/bailian/x%0d%0aHost:%20evil',
      '/p/bailian/x%00',
      '/p/bailian/x%0a',
      '/p/bailian/x%23y',
      '/p/bailian/x#y',
      '/p/bailian/x%3fy',
      '/p/bailian/%c0%ae%c0%ae/x',
      '/p/bailian/%e0%80%af/x',
      '/p/bailian/x%',
      '/p/bailian/x%zz',
      '/p/bailian/x\ty',
      '/p/bailian/x\xe4',
      '/p/bailian/x\u0001',
      'p/bailian/x',
      '*',
      `CONNECT ${host}`,
    ];
  };

  it('that could be taken for others are refused, and reach nobody', async () => {
    upstream.answer(answerOk);
    stranger.answer(answerOk);
    expect(hostile().length).toBeGreaterThan(40);
    for (const target of hostile()) {
      const status = await sendRaw(gateway.origin, `GET ${target} HTTP/1.1`, [
        `authorization: ${KEY.authorization}`,
      ]);
      expect([400, 404], `${JSON.stringify(target)} -> ${status}`).toContain(status);
    }
    expect(upstream.received).toEqual([]);
    expect(stranger.received).toEqual([]);
  });

  it.each([
    '/api/v1/tokens',
    '/api/v1/tokens?expire_in_seconds=60',
    '/api/v1/tokens/',
    '/api/v1/tokens/1',
    '/api/v1/TOKENS',
    '/api/v1/Tokens.json',
    '/api/v1/%74okens',
    '/api/v1/%54%4F%4b%45%4e%53',
    '/api/v1/%2574okens',
    '/api/v1/tokens%20',
    '/api/v1/%EF%BD%94okens',
    '/api/v1/token',
    '/api/v1/apikeys',
    '/api/v1/api-keys/1',
  ])('that hand out credentials are forbidden: %s', async (path) => {
    upstream.answer(answerOk);
    for (const method of ['GET', 'POST']) {
      const answer = await sendRequest(`${gateway.origin}/p/bailian${path}`, { method, headers: KEY });
      expect(answer).toMatchObject({ status: 403, error: { type: 'permission_error' } });
    }
    expect(upstream.received).toEqual([]);
  });

  it('of a provider that does not exist name those that do', async () => {
    const answer = await sendRequest(`${gateway.origin}/p/openai/x`, { headers: KEY });
    expect(answer).toMatchObject({ status: 404, error: { code: 'not_found' } });
    expect(answer.error.message).toContain('bailian');
  });
});

describe('max_tokens', () => {
  const BODY = '{ "big":12345678901234567890,"max_tokens" : 7,\n"messages":[{"max_tokens":1}] }';
  const RENAMED = BODY.replace('"max_tokens" :', '"max_completion_tokens" :');

  const send = (path: string, type: string, body = BODY) => {
    upstream.answer(answerOk);
    return sendRequest(`${gateway.origin}/p/bailian${path}`, {
      method: 'POST',
      headers: { ...KEY, 'content-type': type },
      body,
    });
  };
  const receivedBody = (): string => upstream.received[0]?.body.toString() ?? '';

  it.each([
    '/chat/completions',
    '/v1/chat/completions',
    '/compatible-mode/v1/chat/completions',
    '/completions',
  ])('is renamed in place for %s', async (path) => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
      const { headers } = await send(path, type);
      expect(headers['x-gateway-adapted']).toBe('max_tokens');
      expect(receivedBody()).toBe(RENAMED);
      expect(receivedHeaders()).toMatchObject({
        'content-length': String(RENAMED.length),
        'content-type': type,
      });
    }
  });

  it.each([
    ['/api/v1/services/aigc/text-generation/generation', 'application/json'],
    ['/compatible-api/v1/reranks', 'application/json'],
    ['/apps/anthropic/v1/messages', 'application/json'],
    ['/compatible-mode/v2/x', 'application/json'],
    ['/chat/completions', 'text/plain'],
    ['/files', 'multipart/form-data; boundary=b'],
  ])('keeps its name for %s in %s', async (path, type) => {
    const { headers } = await send(path, type);
    expect(headers).not.toHaveProperty('x-gateway-adapted');
    expect(receivedBody()).toBe(BODY);
  });

  it('gives way to the max_completion_tokens of the client', async () => {
    await send('/chat/completions', 'application/json', '{"max_tokens":1,"max_completion_tokens":2}');
    expect(receivedBody()).toBe('{"max_completion_tokens":2}');
  });

  it('is not looked for in a body over the limit', async () => {
    const body = Buffer.alloc(33_554_433, 0x20).toString();
    expect(await send('/chat/completions', 'application/json', body)).toMatchObject({ status: 413 });
    expect(upstream.received).toEqual([]);
  });
});

describe('other gateways', () => {
  it('pass on to a server that is only compatible, under any base path, without a key on loopback', async () => {
    const open = await startGateway(
      { BASE_PATH: '/team/p' },
      {
        'config.yaml': [
          'providers:',
          '  vllm:',
          '    type: openai-compatible',
          '    api_key: sk-vllm',
          `    base_url: ${upstream.origin}/v1`,
        ].join('\n'),
      },
    );
    await open.waitForReady();
    upstream.answer(answerOk);
    for (const path of ['/embeddings', '/v1/embeddings', '/api/v1/tokens']) {
      const answer = await sendRequest(`${open.origin}/team/p/p/vllm${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer whatever' },
        body: '{"max_tokens":1}',
      });
      expect(answer.status).toBe(200);
    }
    expect(upstream.received.map(({ url }) => url)).toEqual([
      '/v1/embeddings',
      '/v1/embeddings',
      '/v1/api/v1/tokens',
    ]);
    expect(upstream.received[0]?.body.toString()).toBe('{"max_tokens":1}');
    expect(receivedHeaders().authorization).toBe('Bearer sk-vllm');
    await open.stop();
  });

  it('say what the upstream could not', async () => {
    upstream.answer((_request, response) => response.destroy());
    const answer = await sendRequest(`${gateway.origin}/p/bailian/x`, { headers: KEY });
    expect(answer).toMatchObject({ status: 502, error: { code: 'upstream_error' } });
    await until(() =>
      gateway.logEntries().some(({ status, provider }) => status === 502 && provider === 'bailian'),
    );
  });
});
