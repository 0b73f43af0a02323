import { getEventListeners, once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import {
  type AddressInfo,
  type Server as NetServer,
  type Socket,
  createServer as createNetServer,
} from 'node:net';
import { inspect } from 'node:util';
import { AxiosHeaders, type AxiosResponse } from 'axios';
import { Pool } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IncomingBody } from '../../streaming/pull.js';
import { type TransportTimeouts, undiciAdapter } from './undici-adapter.js';
import { TotalTimeoutError } from './upstream-exchange.js';

const KEY = 'sk-canary';
const BODY_CANARY = 'body-canary';
const EVENT_STREAM = { 'content-type': 'text/event-stream;charset=utf-8' };
const PATIENT: TransportTimeouts = { firstByteMs: 10_000, idleMs: 10_000, totalMs: 10_000 };

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen(server: Server | NetServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An HTTP server, and the sockets that it accepted. */
async function startServer(handle: RequestListener) {
  const server = createServer(handle);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  cleanups.push(() => {
    server.closeAllConnections();
  });
  return { server, sockets, origin: await listen(server) };
}

/** A server of bare bytes: `answer` is told of each request and on which use of its connection it came. */
async function startRawServer(answer: (socket: Socket, use: number) => void) {
  let requests = 0;
  const sockets: Socket[] = [];
  const server = createNetServer((socket) => {
    let uses = 0;
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests += 1;
      uses += 1;
      answer(socket, uses);
    });
  });
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  return { origin: await listen(server), countRequests: () => requests };
}

/** Sends POST requests through the adapter over one connection. */
function createSender(origin: string, timeouts: Partial<TransportTimeouts> = {}) {
  const pool = new Pool(origin, { connections: 1 });
  cleanups.push(() => pool.destroy());
  const adapter = undiciAdapter(pool, { ...PATIENT, ...timeouts });
  const send = (options: { wants?: 'events'; signal?: AbortSignal } = {}): Promise<AxiosResponse> =>
    adapter({
      baseURL: origin,
      url: '/chat',
      method: 'post',
      data: JSON.stringify({ content: BODY_CANARY }),
      headers: new AxiosHeaders({ authorization: `Bearer ${KEY}` }),
      ...options,
    });
  const sendForStream = async (signal?: AbortSignal): Promise<IncomingBody> => {
    const { data } = (await send({ wants: 'events', signal })) as AxiosResponse<IncomingBody>;
    return data;
  };
  return { pool, send, sendForStream };
}

/** Everything that a body delivers; `ended` resolves with 'end' or the error. */
function readAll(body: IncomingBody, onData: () => void = () => undefined) {
  let text = '';
  const ended = new Promise<unknown>((resolve) => {
    body.read({
      data: (bytes) => {
        text += bytes.toString();
        onData();
      },
      end: () => {
        resolve('end');
      },
      error: resolve,
    });
  });
  return { ended, text: () => text };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  );

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('an answer through the adapter', () => {
  it.each([200, 201, 302, 400, 404, 429, 500, 503])(
    'arrives whole as text, whatever its status: %i',
    async (status) => {
      const { origin } = await startServer((_request, response) => {
        response.writeHead(status, { 'x-request-id': 'u-1', location: '/elsewhere' }).end('{"a":"你好"}');
      });
      const response = await createSender(origin).send();
      expect(response).toMatchObject({ status, data: '{"a":"你好"}', headers: { 'x-request-id': 'u-1' } });
    },
  );

  it('is not looked for elsewhere where it is a redirect', async () => {
    const paths: (string | undefined)[] = [];
    const { origin } = await startServer((request, response) => {
      paths.push(request.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await createSender(origin).send()).status).toBe(307);
    expect(paths).toEqual(['/chat']);
  });

  it('brings to the upstream what was sent', async () => {
    let received = '';
    const { origin } = await startServer((request, response) => {
      received = `${request.method ?? ''} ${request.headers.authorization ?? ''} `;
      request.on('data', (bytes: Buffer) => (received += bytes.toString()));
      request.on('end', () => response.end());
    });
    await createSender(origin).send();
    expect(received).toBe(`POST Bearer ${KEY} {"content":"${BODY_CANARY}"}`);
  });

  it('is a body from its headers on where a stream was wanted', async () => {
    const { server, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).flushHeaders();
      server.once('go on', () => response.end('data: x\n\n'));
    });
    const { ended, text } = readAll(await createSender(origin).sendForStream());
    server.emit('go on');
    expect(await ended).toBe('end');
    expect(text()).toBe('data: x\n\n');
  });

  it('keeps what arrives before somebody reads', async () => {
    const { origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).end('data: x\n\n');
    });
    const { pool, sendForStream, send } = createSender(origin);
    const body = await sendForStream();
    // The connection is free again only when the whole answer is here.
    await send();
    expect(pool.stats.connected).toBe(1);
    const { ended, text } = readAll(body);
    expect(await ended).toBe('end');
    expect(text()).toBe('data: x\n\n');
  });

  it.each([
    ['no event stream', 200, { 'content-type': 'application/json' }],
    ['an error', 400, EVENT_STREAM],
  ])('is text where a stream was wanted and %s came', async (_what, status, headers) => {
    const { origin } = await startServer((_request, response) => {
      response.writeHead(status, headers).end('text');
    });
    expect(await createSender(origin).send({ wants: 'events' })).toMatchObject({
      status,
      data: 'text',
    });
  });

  it('is cut after 64 KiB where it is an error, and its connection closed', async () => {
    const { sockets, origin } = await startServer((_request, response) => {
      response.writeHead(500).write('x'.repeat(32 * 1024 * 1024));
    });
    const { status, data } = (await createSender(origin).send()) as AxiosResponse<string>;
    expect(status).toBe(500);
    expect(data.length).toBeGreaterThanOrEqual(64 * 1024);
    expect(data.length).toBeLessThan(1024 * 1024);
    await closing(sockets[0]);
  });

  it('may take its time with informational answers first', async () => {
    const { origin } = await startRawServer((socket) => {
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${OK}`);
    });
    expect(await createSender(origin).send()).toMatchObject({ status: 200, data: 'ok' });
  });
});

async function closing(socket: Socket | undefined): Promise<void> {
  if (socket === undefined) throw new Error('no connection was made');
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

describe('a lost connection', () => {
  it('is made anew, once, where it was kept alive from an earlier request', async () => {
    const { origin, countRequests } = await startRawServer((socket, use) => {
      if (use === 1) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const { send } = createSender(origin);
    await send();
    expect(await send()).toMatchObject({ status: 200, data: 'ok' });
    expect(countRequests()).toBe(3);
  });

  it('is an error where the second try fails, too', async () => {
    let isUp = true;
    const { origin, countRequests } = await startRawServer((socket) => {
      if (isUp) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const { send } = createSender(origin);
    await send();
    isUp = false;
    expect(await failureOf(send())).toMatchObject({
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) as string,
    });
    expect(countRequests()).toBe(3);
  });

  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.destroy()],
  ])('is an error where a fresh one is %s, and the request is not repeated', async (_what, lose) => {
    const { origin, countRequests } = await startRawServer(lose);
    expect(await failureOf(createSender(origin).send())).toMatchObject({
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) as string,
    });
    expect(countRequests()).toBe(1);
  });

  it('is an error once the answer had begun, also on a connection kept alive', async () => {
    const { origin, countRequests } = await startRawServer((socket, use) => {
      if (use === 1) socket.write(OK);
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\ncut');
    });
    const { send } = createSender(origin);
    await send();
    expect(await failureOf(send())).toBeInstanceOf(Error);
    expect(countRequests()).toBe(2);
  });

  it('is an error of the body where a stream is cut', async () => {
    const { origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write('data: x\n\n', () => response.destroy());
    });
    const { ended, text } = readAll(await createSender(origin).sendForStream());
    expect(await ended).toBeInstanceOf(Error);
    expect(text()).toBe('data: x\n\n');
  });

  it.each(['connection: keep-alive', 'connection: close'])(
    'is an error of the body also while the reader pauses: %s',
    async (header) => {
      const pieces = ['data: 1\n', 'data: 2\n'].map((text) => `8\r\n${text}\r\n`);
      let upstream: Socket | undefined;
      const { origin } = await startRawServer((socket) => {
        upstream = socket;
        const headers = ['content-type: text/event-stream', 'transfer-encoding: chunked', header];
        socket.write(`HTTP/1.1 200 OK\r\n${headers.join('\r\n')}\r\n\r\n`);
        socket.write(pieces.shift() ?? '');
      });
      const body = await createSender(origin).sendForStream();
      const { ended } = readAll(body, () => {
        body.pause();
        const next = pieces.shift();
        if (next === undefined) upstream?.resetAndDestroy();
        else upstream?.write(next);
      });
      expect(await ended).toBeInstanceOf(Error);
    },
  );

  it('is an error where it is refused', async () => {
    const { server, origin } = await startServer(() => undefined);
    server.close();
    expect(await failureOf(createSender(origin).send())).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('the timers', () => {
  it('end a request whose answer does not begin', async () => {
    const { origin } = await startServer(() => undefined);
    expect(await failureOf(createSender(origin, { firstByteMs: 50 }).send())).toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  it('end a stream that falls silent', async () => {
    const { origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write('data: x\n\n');
    });
    const { ended } = readAll(await createSender(origin, { idleMs: 50 }).sendForStream());
    expect(await ended).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  });

  it('take no pause of the reader for silence', async () => {
    const { origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write('data: x\n\n');
    });
    const body = await createSender(origin, { idleMs: 50, totalMs: 400 }).sendForStream();
    const { ended } = readAll(body, () => {
      body.pause();
    });
    expect(await ended).toBeInstanceOf(TotalTimeoutError);
  });

  it('end a request that takes too long in all', async () => {
    const { sockets, origin } = await startServer(() => undefined);
    expect(await failureOf(createSender(origin, { totalMs: 50 }).send())).toBeInstanceOf(TotalTimeoutError);
    await closing(sockets[0]);
  });

  it('end a stream that takes too long in all, however busy', async () => {
    const { sockets, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM);
      const timer = setInterval(() => response.write('data: x\n\n'), 5);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    const { ended } = readAll(await createSender(origin, { idleMs: 1_000, totalMs: 200 }).sendForStream());
    expect(await ended).toBeInstanceOf(TotalTimeoutError);
    await closing(sockets[0]);
  });

  it('end a request that waits for a connection too long', async () => {
    const { origin } = await startServer(() => undefined);
    const { pool, send } = createSender(origin);
    const first = failureOf(send());
    const impatient = undiciAdapter(pool, { ...PATIENT, totalMs: 50 });
    const waiting = impatient({ baseURL: origin, url: '/', method: 'get', headers: new AxiosHeaders() });
    expect(await failureOf(waiting)).toBeInstanceOf(TotalTimeoutError);
    expect(pool.stats.running).toBe(1);
    await pool.destroy();
    await first;
  });
});

/** Which timers of the whole exchange run; the delay tells them from all others. */
function watchTotalTimers(totalMs: number): () => number {
  const running = new Set<unknown>();
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((...parameters: Parameters<typeof start>) => {
    const timer = start(...parameters);
    if (parameters[1] === totalMs) running.add(timer);
    return timer;
  });
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
    running.delete(timer);
    stop(timer);
  });
  return () => running.size;
}

describe('after its end an exchange leaves nothing behind', () => {
  const TOTAL_MS = 54_321;

  it.each([
    ['an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'],
    ['a refusal', 'HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\nno'],
    ['an answer that is cut', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nok'],
    ['no HTTP', 'ICY 200 OK\r\n\r\n'],
  ])('that was %s', async (_what, answer) => {
    const countTimers = watchTotalTimers(TOTAL_MS);
    const { origin } = await startRawServer((socket) => socket.end(answer));
    const { signal } = new AbortController();
    await failureOf(createSender(origin, { totalMs: TOTAL_MS }).send({ signal }));
    expect(countTimers()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that was repeated on a new connection', async () => {
    const countTimers = watchTotalTimers(TOTAL_MS);
    const { origin } = await startRawServer((socket, use) => {
      if (use === 1) socket.write(OK);
      else socket.resetAndDestroy();
    });
    const { send } = createSender(origin, { totalMs: TOTAL_MS });
    const { signal } = new AbortController();
    await send();
    await send({ signal });
    expect(countTimers()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that was a stream, read to its end', async () => {
    const countTimers = watchTotalTimers(TOTAL_MS);
    const { server, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).flushHeaders();
      server.once('go on', () => response.end('x'));
    });
    const { ended } = readAll(await createSender(origin, { totalMs: TOTAL_MS }).sendForStream());
    expect(countTimers()).toBe(1);
    server.emit('go on');
    await ended;
    expect(countTimers()).toBe(0);
  });

  it('that was a stream, released', async () => {
    const countTimers = watchTotalTimers(TOTAL_MS);
    const { origin } = await startServer((_request, response) =>
      response.writeHead(200, EVENT_STREAM).write('x'),
    );
    (await createSender(origin, { totalMs: TOTAL_MS }).sendForStream()).release();
    expect(countTimers()).toBe(0);
  });

  it('that could not be sent at all', async () => {
    const countTimers = watchTotalTimers(TOTAL_MS);
    const { origin } = await startServer(() => undefined);
    const { pool, send } = createSender(origin, { totalMs: TOTAL_MS });
    await pool.destroy();
    expect(await failureOf(send())).toMatchObject({ code: 'UND_ERR_DESTROYED' });
    expect(countTimers()).toBe(0);
  });
});

describe('giving up', () => {
  it('before the answer closes the connection', async () => {
    const { server, sockets, origin } = await startServer(() => undefined);
    const controller = new AbortController();
    const failure = failureOf(createSender(origin).send({ signal: controller.signal }));
    await once(server, 'request');
    controller.abort();
    expect(await failure).toMatchObject({ message: 'the request was abandoned' });
    await closing(sockets[0]);
  });

  it('while the request waits for a connection keeps it from being sent', async () => {
    let requests = 0;
    const { server, origin } = await startServer((_request, response) => {
      requests += 1;
      server.once('go on', () => response.end());
    });
    const { send } = createSender(origin);
    const arrived = once(server, 'request');
    const first = send();
    await arrived;
    const controller = new AbortController();
    const second = failureOf(send({ signal: controller.signal }));
    controller.abort();
    expect(await second).toMatchObject({ message: 'the request was abandoned' });
    server.emit('go on');
    await first;
    const third = send();
    await once(server, 'request');
    server.emit('go on');
    await third;
    expect(requests).toBe(2);
  });

  it('a stream closes the connection, and the reader hears only that', async () => {
    const { sockets, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write('data: x\n\n');
    });
    const body = await createSender(origin).sendForStream();
    const { ended } = readAll(body);
    body.release();
    expect(await ended).toMatchObject({ message: 'nobody reads the answer any more' });
    await closing(sockets[0]);
  });

  it('a stream that is paused closes the connection', async () => {
    const { sockets, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM);
      response.write('x'.repeat(8 * 1024 * 1024));
    });
    const body = await createSender(origin).sendForStream();
    body.pause();
    body.release();
    await closing(sockets[0]);
  });

  it('a stream that has ended keeps the connection for the next request', async () => {
    const { sockets, origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).end('data: x\n\n');
    });
    const { sendForStream } = createSender(origin);
    for (let count = 0; count < 3; count += 1) {
      const body = await sendForStream();
      await readAll(body).ended;
      body.release();
    }
    expect(sockets).toHaveLength(1);
  });
});

describe('a paused body', () => {
  it('delivers at most what was on its way until it is resumed, then everything', async () => {
    const total = 4 * 1024 * 1024;
    const { origin } = await startServer((_request, response) => {
      response.writeHead(200, EVENT_STREAM).end('x'.repeat(total));
    });
    const body = await createSender(origin).sendForStream();
    let sincePause = 0;
    let most = 0;
    const { ended, text } = readAll(body, () => {
      sincePause += 1;
      most = Math.max(most, sincePause);
      body.pause();
      setImmediate(() => {
        sincePause = 0;
        body.resume();
      });
    });
    expect(await ended).toBe('end');
    expect(text()).toHaveLength(total);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('what fails holds neither key nor body', () => {
  it.each([
    ['a reset', (socket: Socket) => socket.resetAndDestroy()],
    ['a close', (socket: Socket) => socket.end()],
    ['a cut answer', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n')],
    ['bytes that are no HTTP', (socket: Socket) => socket.end('hello')],
    [
      'headers too large',
      (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\na: ${'x'.repeat(20_000)}\r\n\r\n`),
    ],
  ])('after %s', async (_what, fail) => {
    const { origin } = await startRawServer(fail);
    const failure = await failureOf(createSender(origin).send());
    expect(failure).toBeInstanceOf(Error);
    const shown = inspect(failure, { depth: Infinity, showHidden: true }) + JSON.stringify(failure);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain(BODY_CANARY);
  });

  it('after a dispatcher that throws', async () => {
    const { origin } = await startServer(() => undefined);
    const { pool } = createSender(origin);
    const adapter = undiciAdapter(pool, PATIENT);
    const headers = new AxiosHeaders().set('x-key', KEY);
    const failure = await failureOf(adapter({ baseURL: origin, url: 'no slash', method: 'post', headers }));
    expect(failure).toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
    expect(inspect(failure, { depth: Infinity })).not.toContain(KEY);
  });
});
