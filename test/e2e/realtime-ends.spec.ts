import { createServer as createTlsServer } from 'node:tls';
import { connect } from 'node:net';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback-server.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.js';
import { until } from '../support/until.js';
import { openWebSocket, refusedWebSocket } from '../support/web-socket-client.js';
import { startWebSocketUpstream, type WebSocketUpstream } from '../support/web-socket-upstream.js';

const IDLE_MS = '1200';
const certificate = createSelfSignedCertificate();
const running: { stop(): Promise<unknown> }[] = [];
const keep = <Started extends { stop(): Promise<unknown> }>(started: Started): Started => {
  running.push(started);
  return started;
};

let upstream: WebSocketUpstream;
let gateway: ManagedGateway;

const start = async (variables: Record<string, string> = {}): Promise<ManagedGateway> => {
  const started = await startGateway({
    BAILIAN_API_KEY: 'sk-test',
    BAILIAN_BASE_URL: upstream.baseUrl,
    DRAIN_TIMEOUT_MS: '600',
    ...variables,
  });
  await started.waitForReady();
  return keep(started);
};

beforeAll(async () => {
  upstream = keep(await startWebSocketUpstream());
  gateway = await start();
});
afterAll(() => Promise.all(running.map((started) => started.stop())));

const open = ({ origin } = gateway, headers: Record<string, string> = {}) =>
  openWebSocket(`${origin}/v1/realtime?model=qwen-omni`, { headers });

interface UpstreamEnd {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** What the next connection looks like from the upstream. */
function nextUpstream(): Promise<UpstreamEnd> {
  return new Promise((resolve) => {
    upstream.meet((socket) => {
      const closed = new Promise<{ code: number; reason: string }>((settle) => {
        socket.once('close', (code, reason) => {
          settle({ code, reason: reason.toString() });
        });
      });
      resolve({ socket, closed });
    });
  });
}

async function openBoth(headers: Record<string, string> = {}) {
  const met = nextUpstream();
  const client = await open(gateway, headers);
  return { client, upstreamEnd: await met };
}

describe('a close', () => {
  const CLOSES = [
    { code: undefined, reason: '', seen: 1005 },
    { code: 1000, reason: 'done', seen: 1000 },
    { code: 1001, reason: '', seen: 1001 },
    { code: 1011, reason: 'it broke', seen: 1011 },
    { code: 3000, reason: 'unauthorised', seen: 3000 },
    { code: 4999, reason: '再见', seen: 4999 },
  ];

  it.each(CLOSES)('of the client with $code reaches the upstream', async ({ code, reason, seen }) => {
    const { client, upstreamEnd } = await openBoth();
    client.socket.close(code, reason);
    expect(await upstreamEnd.closed).toEqual({ code: seen, reason });
    expect(await client.closed).toEqual({ code: seen, reason });
  });

  it.each(CLOSES)('of the upstream with $code reaches the client', async ({ code, reason, seen }) => {
    const { client, upstreamEnd } = await openBoth();
    upstreamEnd.socket.close(code, reason);
    expect(await client.closed).toEqual({ code: seen, reason });
    expect(await upstreamEnd.closed).toEqual({ code: seen, reason });
  });

  it('comes after everything that was sent before it', async () => {
    const { client, upstreamEnd } = await openBoth();
    client.socket.pause();
    for (let count = 0; count < 200; count += 1) upstreamEnd.socket.send(Buffer.alloc(100_000));
    upstreamEnd.socket.close(1000, 'all sent');
    client.socket.resume();
    expect(await client.closed).toEqual({ code: 1000, reason: 'all sent' });
    expect(client.messages).toHaveLength(200);
  });

  it('is told to the upstream where the client is just gone', async () => {
    const { client, upstreamEnd } = await openBoth({ 'x-request-id': 'gone' });
    client.socket.terminate();
    expect(await upstreamEnd.closed).toEqual({ code: 1001, reason: 'The client left.' });
    const line = await gateway.waitForLog(({ requestId }) => requestId === 'gone');
    expect(line).toMatchObject({ status: 101, outcome: 'client_left' });
  });

  it('is told to the client where the upstream is just gone', async () => {
    const { client, upstreamEnd } = await openBoth({ 'x-request-id': 'broken' });
    upstreamEnd.socket.terminate();
    expect(await client.closed).toEqual({ code: 1014, reason: 'The upstream broke off the connection.' });
    const line = await gateway.waitForLog(({ requestId }) => requestId === 'broken');
    expect(line).toMatchObject({ status: 101, outcome: 'finished', errorCode: 'upstream_error' });
  });
});

describe('a session', () => {
  it('answers pings of both sides by itself', async () => {
    const { client, upstreamEnd } = await openBoth();
    for (const socket of [client.socket, upstreamEnd.socket]) {
      const pong = new Promise((resolve) => socket.once('pong', resolve));
      socket.ping('x');
      expect(String(await pong)).toBe('x');
    }
    client.socket.terminate();
  });

  it('is closed on both sides after a time without a message', async () => {
    const impatient = await start({ UPSTREAM_IDLE_TIMEOUT_MS: IDLE_MS });
    const met = nextUpstream();
    const client = await open(impatient);
    const { closed, socket } = await met;
    socket.send('still here');
    const idle = { code: 1001, reason: 'There was no message for 1.2 s.' };
    expect(await client.closed).toEqual(idle);
    expect(await closed).toEqual(idle);
  });

  it('may go on for a while when the gateway ends, and is then closed on both sides', async () => {
    const ending = await start();
    const met = nextUpstream();
    const client = await open(ending);
    const { closed, socket } = await met;
    ending.process.child.kill('SIGTERM');
    await until(() =>
      refusedWebSocket(ending.origin).then(
        () => false,
        () => true,
      ),
    );
    socket.send('while it drains');
    await client.message(0);
    const away = { code: 1001, reason: 'The gateway is shutting down.' };
    expect(await client.closed).toEqual(away);
    expect(await closed).toEqual(away);
    expect(await ending.process.ended).toMatch(/0$|SIGTERM/);
  });

  it('that the client ends lets the gateway end at once', async () => {
    const ending = await start({ DRAIN_TIMEOUT_MS: '60000' });
    const met = nextUpstream();
    const client = await open(ending);
    await met;
    ending.process.child.kill('SIGTERM');
    client.socket.close();
    await ending.process.ended;
  });
});

describe('a dial', () => {
  it('that nobody answers is a 502', async () => {
    const lonely = await start({
      BAILIAN_DEAD_API_KEY: 'sk',
      BAILIAN_DEAD_BASE_URL: 'http://127.0.0.1:1/v1',
    });
    const refusal = await refusedWebSocket(`${lonely.origin}/v1/realtime?model=bailian-dead/x`);
    expect(refusal).toMatchObject({ status: 502, error: { code: 'upstream_error' } });
  });

  describe('over TLS, through proxies', () => {
    let secure: WebSocketUpstream;
    let proxy: ConnectProxy;
    let refusing: ConnectProxy;
    let proxied: ManagedGateway;

    beforeAll(async () => {
      secure = keep(await startWebSocketUpstream({ tls: certificate }));
      proxy = keep(await startConnectProxy());
      refusing = keep(await startConnectProxy('refuses'));
      proxied = await start({
        NODE_EXTRA_CA_CERTS: certificate.certFile,
        HTTPS_PROXY: proxy.url.replace('//', '//user:p%40ss@'),
        BAILIAN_SECURE_API_KEY: 'sk',
        BAILIAN_SECURE_BASE_URL: secure.baseUrl,
        BAILIAN_REFUSED_API_KEY: 'sk',
        BAILIAN_REFUSED_BASE_URL: secure.baseUrl,
        BAILIAN_REFUSED_PROXY_URL: refusing.url,
      });
    });

    const pass = async ({ origin }: ManagedGateway, model: string): Promise<void> => {
      secure.meet((socket) => {
        socket.send('through');
      });
      const client = await openWebSocket(`${origin}/v1/realtime?model=${model}`);
      expect((await client.message(0)).bytes.toString()).toBe('through');
      client.socket.terminate();
    };

    it('goes through HTTPS_PROXY, with its credentials', async () => {
      const before = proxy.targets.length;
      await pass(proxied, 'bailian-secure/x');
      expect(proxy.targets.slice(before)).toEqual([new URL(secure.origin).host]);
      const credentials = Buffer.from('user:p@ss').toString('base64');
      expect(proxy.headers.at(-1)).toMatchObject({ 'proxy-authorization': `Basic ${credentials}` });
    });

    it('fails with the proxy', async () => {
      const refusal = await refusedWebSocket(`${proxied.origin}/v1/realtime?model=bailian-refused/x`);
      expect(refusal).toMatchObject({ status: 502, error: { code: 'upstream_error' } });
    });

    it('goes past it where NO_PROXY says so, and needs a certificate that is known', async () => {
      const direct = await start({
        NODE_EXTRA_CA_CERTS: certificate.certFile,
        HTTPS_PROXY: 'http://127.0.0.1:1',
        NO_PROXY: 'localhost',
        BAILIAN_SECURE_API_KEY: 'sk',
        BAILIAN_SECURE_BASE_URL: secure.baseUrl,
      });
      await pass(direct, 'bailian-secure/x');
      const distrustful = await start({
        BAILIAN_SECURE_API_KEY: 'sk',
        BAILIAN_SECURE_BASE_URL: secure.baseUrl,
      });
      const refusal = await refusedWebSocket(`${distrustful.origin}/v1/realtime?model=bailian-secure/x`);
      expect(refusal).toMatchObject({ status: 502 });
    });
  });

  it('reaches a server that is only compatible below its base URL, under any base path', async () => {
    const file = [
      'providers:',
      '  vllm:',
      '    type: openai-compatible',
      '    api_key: sk-vllm',
      `    base_url: ${upstream.origin}/v1`,
    ].join('\n');
    const other = keep(await startGateway({ BASE_PATH: '/ai' }, { 'config.yaml': file }));
    await other.waitForReady();
    const met = nextUpstream();
    const client = await openWebSocket(`${other.origin}/ai/p/vllm/v1/realtime?model=m`);
    await met;
    expect(upstream.handshakes[0]?.url).toBe('/v1/realtime?model=m');
    expect(upstream.handshakes[0]?.headers.authorization).toBe('Bearer sk-vllm');
    client.socket.terminate();
    expect(await refusedWebSocket(`${other.origin}/v1/realtime?model=m`)).toMatchObject({ status: 404 });
  });
});

describe("OpenAI's library", () => {
  let terminator: LoopbackServer;

  beforeAll(async () => {
    // It speaks TLS only, which a load balancer would end.
    const { port, hostname } = new URL(gateway.origin);
    terminator = keep(
      await listenOnLoopback(
        createTlsServer(certificate, (socket) => {
          const inner = connect(Number(port), hostname);
          socket.on('error', () => undefined).pipe(inner);
          inner.on('error', () => undefined).pipe(socket);
        }),
      ),
    );
  });

  it('holds a session, unmodified', async () => {
    upstream.meet((socket) => {
      socket.on('message', (data) => {
        const { type } = JSON.parse((data as Buffer).toString()) as { type: string };
        if (type === 'session.update') {
          socket.send('{"type":"session.updated","session":{"type":"realtime"}}');
        }
      });
      socket.send('{"type":"session.created","session":{"type":"realtime"}}');
    });
    const client = new OpenAI({ apiKey: 'any', baseURL: `https://localhost:${terminator.port}/v1` });
    const realtime = new OpenAIRealtimeWS({ model: 'qwen-omni', options: { ca: certificate.cert } }, client);
    const created = new Promise((resolve) => {
      realtime.on('session.created', resolve);
    });
    const updated = new Promise((resolve) => {
      realtime.on('session.updated', resolve);
    });
    expect(await created).toMatchObject({ type: 'session.created' });
    realtime.send({ type: 'session.update', session: { type: 'realtime' } });
    expect(await updated).toMatchObject({ type: 'session.updated' });
    realtime.close();
  });
});
