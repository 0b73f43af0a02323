import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { PreparedRequest } from '../../contracts/provider.js';
import { UpstreamClient, type UpstreamClientOptions } from './upstream-client.js';

const KEYS = ['sk-canary-one', 'sk-canary-two', 'sk-canary-three'];
const EVENT_STREAM = { 'content-type': 'text/event-stream' };

const PREPARED: PreparedRequest = {
  path: '/chat/completions',
  headers: { accept: 'text/event-stream' },
  body: { model: 'qwen-plus', messages: [{ role: 'user', content: '你好 content-canary' }] },
  adaptations: [],
};

const asItIs = <Answer>(answer: Answer): Answer => answer;

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startUpstream(handle: RequestListener) {
  const sockets: Socket[] = [];
  const server = createServer(handle).listen(0, '127.0.0.1');
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, sockets, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function createClient(baseUrl: string, options: Partial<UpstreamClientOptions> = {}): UpstreamClient {
  const client = new UpstreamClient({
    name: 'bailian-east',
    baseUrl,
    apiKeys: KEYS,
    maxPayloadBytes: 1_048_576,
    connectTimeoutMs: 1_000,
    timeouts: { firstByteMs: 10_000, idleMs: 10_000, totalMs: 10_000 },
    ...options,
  });
  cleanups.push(() => client.close());
  return client;
}

async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome = await promise.catch((error: unknown) => error);
  if (outcome instanceof GatewayError) return outcome;
  throw new Error('no GatewayError was thrown', { cause: outcome });
}

async function readText(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const bytes of message) text += String(bytes);
  return text;
}

describe('UpstreamClient', () => {
  it.each(['/compatible-mode/v1', '/compatible-mode/v1/', ''])(
    'posts JSON below the base URL %j',
    async (base) => {
      const seen: unknown[] = [];
      const { origin } = await startUpstream((request, response) => {
        void readText(request).then(
          (text) => {
            const { authorization, accept, 'content-type': type } = request.headers;
            seen.push(request.method, request.url, accept, type, authorization, JSON.parse(text));
            response.end('{}');
          },
          () => response.destroy(),
        );
      });
      await firstValueFrom(createClient(origin + base, { apiKeys: ['k'] }).post(PREPARED, asItIs));
      expect(seen).toEqual([
        'POST',
        `${base.replace(/\/$/, '')}/chat/completions`,
        'text/event-stream',
        'application/json',
        'Bearer k',
        PREPARED.body,
      ]);
    },
  );

  it('sends nothing of its own making: no user agent, no form type', async () => {
    let headers: string[] = [];
    const { origin } = await startUpstream((request, response) => {
      headers = Object.keys(request.headers);
      response.end('{}');
    });
    await firstValueFrom(createClient(origin).get('/models'));
    expect(headers.sort()).toEqual(['authorization', 'connection', 'host']);
  });

  it('takes its keys in turn', async () => {
    const seen: (string | undefined)[] = [];
    const { origin } = await startUpstream((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const client = createClient(origin);
    for (let count = 0; count < 6; count += 1) await firstValueFrom(client.get('/models'));
    expect(new Set(seen.slice(0, 3))).toEqual(new Set(KEYS.map((key) => `Bearer ${key}`)));
    expect(seen.slice(3)).toEqual(seen.slice(0, 3));
  });

  it.each([200, 302, 401, 429, 500])('does not judge the status: %i', async (status) => {
    const { origin } = await startUpstream((_request, response) => {
      response.writeHead(status, { location: '/x', 'x-request-id': 'u-1' }).end('{"a": 1}');
    });
    const { status: seen, data, headers } = await firstValueFrom(createClient(origin).post(PREPARED, asItIs));
    expect({ status: seen, data }).toEqual({ status, data: '{"a": 1}' });
    expect(headers['x-request-id']).toBe('u-1');
  });

  it('sends nothing until it is subscribed to, and anew with each subscription', async () => {
    let requests = 0;
    const { origin } = await startUpstream((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    const answer = createClient(origin).get('/models');
    expect(requests).toBe(0);
    await firstValueFrom(answer);
    await firstValueFrom(answer);
    expect(requests).toBe(2);
  });
});

describe('leaving an UpstreamClient', () => {
  it('before the answer closes the connection to the upstream', async () => {
    const { server, sockets, origin } = await startUpstream(() => undefined);
    const subscription = createClient(origin).post(PREPARED, asItIs).subscribe();
    await once(server, 'request');
    subscription.unsubscribe();
    await closing(sockets[0]);
  });

  it('at once sends no request', async () => {
    let requests = 0;
    const { origin } = await startUpstream((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    const client = createClient(origin);
    client.post(PREPARED, asItIs).subscribe().unsubscribe();
    await firstValueFrom(client.get('/models'));
    expect(requests).toBe(1);
  });

  it('in the very turn in which the headers of a stream arrive closes the connection', async () => {
    const { server, sockets, origin } = await startUpstream((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write('data: x\n\n');
    });
    const timeouts = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 };
    const subscription = createClient(origin, { timeouts }).postForEvents(PREPARED).subscribe();
    const leave = (): void => {
      process.nextTick(() => {
        subscription.unsubscribe();
      });
    };
    subscribe('undici:request:headers', leave);
    cleanups.push(() => unsubscribe('undici:request:headers', leave));
    await once(server, 'request');
    await closing(sockets[0]);
  });
});

async function closing(socket: Socket | undefined): Promise<void> {
  if (socket === undefined) throw new Error('no connection was made');
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

describe('what an UpstreamClient throws', () => {
  it.each<{ what: string; handle: RequestListener; kindName: string; text: string }>([
    {
      what: 'a reset',
      handle: ({ socket }) => socket.resetAndDestroy(),
      kindName: 'upstream_error',
      text: '(reset|closed) the connection( before its answer was complete)?; try again',
    },
    {
      what: 'an answer that is cut',
      handle: (_request, response) =>
        response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
      kindName: 'upstream_error',
      text: 'closed the connection before its answer was complete; try again',
    },
    {
      what: 'an answer that does not begin',
      handle: () => undefined,
      kindName: 'upstream_timeout',
      text: 'did not begin to answer in time; try again, or ask for a stream',
    },
    {
      what: 'an answer that falls silent',
      handle: (_request, response) => response.writeHead(200, { 'content-length': 9 }).write('x'),
      kindName: 'upstream_timeout',
      text: 'fell silent in the middle of its answer; try again',
    },
    {
      what: 'no HTTP',
      handle: ({ socket }) => socket.end('hello'),
      kindName: 'upstream_error',
      text: 'could not be understood or reached; try again, and tell the operator if it stays so',
    },
  ])('says what happened, and holds neither key nor body: $what', async ({ handle, kindName, text }) => {
    const { origin } = await startUpstream(handle);
    const timeouts = { firstByteMs: 100, idleMs: 100, totalMs: 10_000 };
    const error = await failureOf(firstValueFrom(createClient(origin, { timeouts }).post(PREPARED, asItIs)));
    expect(error.kindName).toBe(kindName);
    expect(error.message).toMatch(new RegExp(`^The upstream bailian-east ${text}\\.$`));
    expectNoCanary(error);
  });

  it('says that the connection was refused', async () => {
    const { server, origin } = await startUpstream(() => undefined);
    server.close();
    const error = await failureOf(firstValueFrom(createClient(origin).post(PREPARED, asItIs)));
    expect(error.message).toBe(
      'The upstream bailian-east refused the connection; try again, and tell the operator if it stays so.',
    );
    expectNoCanary(error);
  });

  it('says that the whole answer took too long', async () => {
    const { origin } = await startUpstream(() => undefined);
    const timeouts = { firstByteMs: 10_000, idleMs: 10_000, totalMs: 50 };
    const error = await failureOf(firstValueFrom(createClient(origin, { timeouts }).post(PREPARED, asItIs)));
    expect(error).toMatchObject({
      kindName: 'upstream_timeout',
      message: 'The upstream bailian-east did not finish its answer in time; ask for less in one request.',
    });
  });

  it('ends running requests when the client is closed', async () => {
    const { server, origin } = await startUpstream(() => undefined);
    const client = createClient(origin);
    const failure = failureOf(firstValueFrom(client.get('/models')));
    await once(server, 'request');
    await client.close();
    expect((await failure).kindName).toBe('upstream_error');
  });
});

function expectNoCanary(error: GatewayError): void {
  const shown = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
  expect(shown).not.toContain('canary');
}
