import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { sendRequest } from '../support/http-request.js';
import { type LogEntry, type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { readSamples } from '../support/read-metric.js';
import { readResidentMemory } from '../support/resident-memory.js';
import { sendRaw } from '../support/send-raw.js';
import { until } from '../support/until.js';
import { openWebSocket, refusedWebSocket } from '../support/web-socket-client.js';
import { startWebSocketUpstream, type WebSocketUpstream } from '../support/web-socket-upstream.js';

const MASTER_KEY = 'master-key-of-the-test';
const UPSTREAM_KEY = 'sk-test-upstream';
const KEY = { authorization: `Bearer ${MASTER_KEY}` };
const MB = 1024 * 1024;

let upstream: WebSocketUpstream;
let gateway: ManagedGateway;
let url: string;

beforeAll(async () => {
  upstream = await startWebSocketUpstream({ protocol: 'realtime' });
  gateway = await startGateway({
    BAILIAN_API_KEY: UPSTREAM_KEY,
    BAILIAN_BASE_URL: upstream.baseUrl,
    GATEWAY_MASTER_KEY: MASTER_KEY,
    HOST: '127.0.0.1',
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '700',
    CORS_ORIGINS: 'https://allowed.example',
  });
  await gateway.waitForReady();
  url = `${gateway.origin}/v1/realtime?model=qwen-omni`;
});
afterAll(() => Promise.all([gateway.stop(), upstream.stop()]));

const echo = (socket: WebSocket): unknown =>
  socket.on('message', (data, binary) => {
    socket.send(data as Buffer, { binary });
  });

const open = (headers: Record<string, string> = {}) =>
  openWebSocket(url, { headers: { ...KEY, ...headers } });

/** Resolves with the access line of the request with this id. */
const lineOf = (requestId: string): Promise<LogEntry> =>
  gateway.waitForLog((entry) => entry.requestId === requestId && entry.msg === 'request');

describe('before the upgrade', () => {
  it.each<Record<string, string>>([{}, { authorization: 'Bearer wrong' }])(
    'a key is needed: %j',
    async (headers) => {
      upstream.meet(echo);
      const refusal = await refusedWebSocket(url, { headers: { ...headers, 'x-request-id': 'no-key' } });
      expect(refusal).toMatchObject({ status: 401, error: { code: 'invalid_api_key' } });
      expect(refusal.headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': 'no-key' });
      expect(upstream.handshakes).toEqual([]);
      expect(await lineOf('no-key')).toMatchObject({ status: 401, errorCode: 'invalid_api_key' });
    },
  );

  it.each([
    { path: '/v1/realtime', status: 400, code: null, param: 'model' },
    { path: '/v1/realtime?model=', status: 400, code: null, param: 'model' },
    { path: '/v1/realtime?model=%20', status: 400, code: null, param: 'model' },
    { path: '/v1/realtime?model=unknown', status: 404, code: 'model_not_found', param: 'model' },
    { path: '/p/nobody/v1/realtime?model=qwen-omni', status: 404, code: 'not_found', param: null },
    { path: '/v1/chat/completions', status: 404, code: 'unknown_route', param: null },
    { path: '/V1/realtime?model=qwen-omni', status: 404, code: 'unknown_route', param: null },
    { path: '/', status: 404, code: 'unknown_route', param: null },
  ])('$path is answered with $status $code', async ({ path, status, code, param }) => {
    upstream.meet(echo);
    const refusal = await refusedWebSocket(gateway.origin + path, { headers: KEY });
    expect(refusal).toMatchObject({ status, error: { code, param } });
    expect(upstream.handshakes).toEqual([]);
  });

  it('a page needs CORS_ORIGINS', async () => {
    upstream.meet(echo);
    const refusal = await refusedWebSocket(url, { headers: KEY, origin: 'https://evil.example' });
    expect(refusal).toMatchObject({ status: 403, error: { type: 'permission_error' } });
    const { socket } = await openWebSocket(url, { headers: KEY, origin: 'https://allowed.example' });
    expect(upstream.handshakes[0]?.headers).not.toHaveProperty('origin');
    socket.terminate();
  });

  it('a handshake that is none is refused', async () => {
    upstream.meet(echo);
    const upgrade = ['upgrade: websocket', 'connection: upgrade', `authorization: ${KEY.authorization}`];
    const line = 'GET /v1/realtime?model=qwen-omni HTTP/1.1';
    expect(await sendRaw(gateway.origin, line, upgrade)).toBe(400);
    expect(await sendRaw(gateway.origin, line, [...upgrade, 'sec-websocket-version: 13'])).toBe(400);
    expect(upstream.handshakes).toEqual([]);
  });

  it.each([
    ['HTTP/1.1 401 Unauthorized\r\nx-request-id: up-1\r\ncontent-length: 0\r\n\r\n', 502, 'upstream_auth'],
    ['HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n', 429, 'rate_limit_exceeded'],
    ['HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}', 502, 'upstream_error'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}', 502, 'upstream_error'],
    [
      'HTTP/1.1 302 Found\r\nlocation: http://evil.example/\r\ncontent-length: 0\r\n\r\n',
      502,
      'upstream_error',
    ],
    ['nonsense', 502, 'upstream_error'],
    [undefined, 504, 'upstream_timeout'],
  ])('an upstream that says %j is a %i', async (answer, status, code) => {
    upstream.refuse(answer);
    const refusal = await refusedWebSocket(url, { headers: KEY });
    expect(refusal).toMatchObject({ status, error: { code } });
    expect(JSON.stringify(refusal)).not.toContain(UPSTREAM_KEY);
  });

  it('other upgrades are ordinary requests', async () => {
    const h2c = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    const models = await sendRequest(`${gateway.origin}/v1/models`, { headers: { ...KEY, ...h2c } });
    expect(models.status).toBe(200);
    const chat = await sendRequest(`${gateway.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { ...KEY, ...h2c, 'content-type': 'application/json' },
      body: '{"model":1}',
    });
    expect(chat).toMatchObject({ status: 400, error: { param: 'model' } });
  });

  it('a request without an upgrade is told what this is', async () => {
    const answer = await sendRequest(url, { headers: KEY });
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error' } });
  });

  it('a client that leaves while the upstream is dialled frees it', async () => {
    upstream.refuse(undefined);
    const { WebSocket: Client } = await import('ws');
    const socket = new Client(url.replace('http', 'ws'), {
      headers: { ...KEY, 'x-request-id': 'left-early' },
    });
    socket.on('error', () => undefined);
    const handshake = await until(() => upstream.handshakes[0]);
    socket.terminate();
    await until(() => handshake.socket.destroyed);
    expect(await lineOf('left-early')).toMatchObject({ outcome: 'client_left' });
  });
});

describe('the upstream', () => {
  it.each([
    ['/v1/realtime?model=qwen-omni&x=1%202', '/api-ws/v1/realtime?x=1+2&model=qwen-omni'],
    ['/v1/realtime?model=bailian/any', '/api-ws/v1/realtime?model=any'],
    ['/p/bailian/v1/realtime?model=any%2Fmodel', '/api-ws/v1/realtime?model=any%2Fmodel'],
    ['/p/bailian/realtime?model=any', '/api-ws/v1/realtime?model=any'],
    ['/p/bailian/api-ws/v1/realtime?model=any', '/api-ws/v1/realtime?model=any'],
  ])('of %s is reached at %s', async (path, target) => {
    upstream.meet(echo);
    const { socket } = await openWebSocket(gateway.origin + path, { headers: KEY });
    expect(upstream.handshakes.map((handshake) => handshake.url)).toEqual([target]);
    socket.terminate();
  });

  it('gets its own key and what the client said, and nothing that is of the client alone', async () => {
    upstream.meet(echo);
    const { socket } = await openWebSocket(url, {
      headers: {
        ...KEY,
        cookie: 'a=1',
        'x-forwarded-for': '1.2.3.4',
        'openai-beta': 'realtime=v1',
        'x-any': 'thing',
      },
    });
    const { headers } = await until(() => upstream.handshakes[0]);
    expect(headers).toMatchObject({
      authorization: `Bearer ${UPSTREAM_KEY}`,
      host: new URL(upstream.origin).host,
      'openai-beta': 'realtime=v1',
      'x-any': 'thing',
    });
    for (const name of ['cookie', 'x-forwarded-for', 'sec-websocket-extensions']) {
      expect(headers).not.toHaveProperty(name);
    }
    expect(JSON.stringify(headers)).not.toContain(MASTER_KEY);
    socket.terminate();
  });

  it('is offered the protocols of the client, and chooses', async () => {
    upstream.meet(echo);
    const { socket } = await openWebSocket(url, { headers: KEY, protocols: ['other', 'realtime'] });
    expect(socket.protocol).toBe('realtime');
    expect(upstream.handshakes[0]?.headers['sec-websocket-protocol']).toBe('other,realtime');
    socket.terminate();
  });

  it("never sees the key that a browser's client puts among its protocols", async () => {
    upstream.meet(echo);
    const protocols = ['realtime', `openai-insecure-api-key.${MASTER_KEY}`];
    const { socket } = await openWebSocket(url, { protocols });
    expect(upstream.handshakes[0]?.headers['sec-websocket-protocol']).toBe('realtime');
    socket.terminate();
  });
});

describe('frames', () => {
  it('go both ways untouched: text, binary, empty, 5 MB, and in pieces', async () => {
    upstream.meet(echo);
    const client = await open();
    const { socket } = client;
    const big = randomBytes(5 * MB);
    const sent = ['{"a":12345678901234567890}', '你好 😀', '', Buffer.alloc(0), Buffer.from([0, 255]), big];
    for (const data of sent) socket.send(data);
    socket.send('one ', { fin: false });
    socket.send('two', { fin: true });
    for (const [at, data] of [...sent, 'one two'].entries()) {
      const { bytes, isBinary } = await client.message(at);
      expect(isBinary).toBe(typeof data !== 'string');
      expect(bytes.equals(Buffer.from(data))).toBe(true);
    }
    socket.terminate();
  });

  it('that the upstream sends at once, with its handshake, are not lost', async () => {
    upstream.meet((socket) => {
      for (let count = 0; count < 100; count += 1) socket.send(`early ${count}`);
    });
    const client = await open();
    await client.message(99);
    expect(client.messages.map(({ bytes }) => bytes.toString())).toEqual(
      Array.from({ length: 100 }, (_, count) => `early ${count}`),
    );
    client.socket.terminate();
  });

  it('are taken from the upstream no faster than the client reads, and all arrive', async () => {
    const count = 3_000;
    const frame = Buffer.alloc(100_000, 'x');
    let sent = 0;
    upstream.meet((socket) => {
      const sendOn = (): void => {
        while (sent < count && socket.bufferedAmount < 4 * MB) {
          sent += 1;
          socket.send(frame, sent % 10 === 0 ? () => setImmediate(sendOn) : undefined);
        }
      };
      sendOn();
    });
    const pid = gateway.process.child.pid;
    const before = readResidentMemory(pid);
    const client = await open();
    client.socket.pause();
    let last = -1;
    await until(async () => {
      const isStill = sent === last && sent < count;
      last = sent;
      await new Promise((done) => setTimeout(done, 300));
      return isStill;
    });
    expect(readResidentMemory(pid) - before).toBeLessThan(100 * MB);
    client.socket.resume();
    await client.message(sent - 1);
    client.socket.terminate();
  });

  it('over the limit end the session', async () => {
    upstream.meet(echo);
    const client = await open();
    client.socket.send(Buffer.alloc(33 * MB));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });
});

describe('usage', () => {
  it('of all responses is in the metrics and the log, with the status and the time', async () => {
    const done = (usage: unknown) => JSON.stringify({ type: 'response.done', response: { usage } });
    const tokens = async (kind: string): Promise<number> => {
      const samples = await readSamples(gateway.management, 'gateway_tokens_total');
      return samples.find(({ labels }) => labels.model === 'qwen-omni' && labels.kind === kind)?.value ?? 0;
    };
    const before = [await tokens('prompt'), await tokens('completion')] as const;
    upstream.meet((socket) => {
      socket.send(done({ input_tokens: 10, output_tokens: 5, total_tokens: 15 }));
      socket.send('{"type":"response.text.delta","delta":"\\"response.done\\""}');
      socket.send('"response.done" {');
      socket.send(done(null));
      socket.send(Buffer.from(done({ input_tokens: 1_000, output_tokens: 1_000 })), { binary: true });
      socket.send(done({ input_tokens: 3, output_tokens: 4, total_tokens: 7 }));
    });
    const client = await open({ 'x-request-id': 'with-usage' });
    await client.message(5);
    client.socket.close(1000);
    await client.closed;
    expect(await lineOf('with-usage')).toMatchObject({
      status: 101,
      outcome: 'finished',
      provider: 'bailian',
      model: 'qwen-omni',
      promptTokens: 13,
      completionTokens: 9,
      durationMs: expect.any(Number) as number,
    });
    expect([await tokens('prompt'), await tokens('completion')]).toEqual([before[0] + 13, before[1] + 9]);
  });
});
