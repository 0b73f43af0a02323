import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { chatBody, openChatStream, parseJson, postChat } from '../support/post-chat.js';
import { openRawConnection } from '../support/raw-connection.js';
import {
  answerPlain,
  chunkEvent,
  DONE_EVENT,
  FINISH_EVENT,
  openingEvent,
  openStream,
  type RawExchange,
  type RawUpstream,
  startRawUpstream,
  writePatiently,
} from '../support/raw-upstream.js';
import { until } from '../support/until.js';

/** Longer than any test takes: what ends here ends by itself. */
const LONG_MS = 60_000;
const SHORT_MS = 300;

let upstream: RawUpstream;
let gateway: ManagedGateway;

beforeAll(async () => {
  upstream = await startRawUpstream();
});

afterEach(() => gateway.stop());
afterAll(() => upstream.stop());

async function start(drainTimeoutMs: number): Promise<void> {
  gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test-upstream',
    BAILIAN_BASE_URL: upstream.baseUrl,
    DRAIN_TIMEOUT_MS: String(drainTimeoutMs),
  });
  await gateway.waitForReady();
}

async function terminate(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
  gateway.process.child.kill(signal);
  await until(async () => (await readManagementHealth()).status === 503);
}

async function readManagementHealth(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${gateway.management}/health`);
  return { status: response.status, body: await response.json() };
}

/** What a new connection meets: `connect` or the code of the refusal. */
function tryToConnect(): Promise<string> {
  const { hostname, port } = new URL(gateway.origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve('connect');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? 'error');
    });
  });
}

const openHeld = (exchange: RawExchange): void => {
  openStream(exchange).write(openingEvent('first'));
};

function expectShuttingDown(event: string | undefined): void {
  expect(event).toMatch(/^data: /);
  expect(parseJson(event?.slice('data: '.length) ?? '')).toMatchObject({
    error: { type: 'server_error', code: 'shutting_down' },
  });
}

describe('a gateway that is told to end', () => {
  it('without requests ends at once, with exit code 0', async () => {
    await start(LONG_MS);
    gateway.process.child.kill('SIGTERM');
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('by SIGINT does the same', async () => {
    await start(LONG_MS);
    gateway.process.child.kill('SIGINT');
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('with idle keep-alive connections ends at once', async () => {
    await start(LONG_MS);
    upstream.answerChat((exchange) => {
      answerPlain(exchange, 'done');
    });
    const connection = openRawConnection(gateway.origin);
    connection.sendChat();
    await connection.waitForText('"content":"done"');
    gateway.process.child.kill('SIGTERM');
    await connection.waitForClose();
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('says so on the management port, and refuses new connections', async () => {
    await start(LONG_MS);
    upstream.answerChat(openHeld);
    const stream = await openChatStream(gateway.origin);
    expect((await readManagementHealth()).status).toBe(200);
    expect(await tryToConnect()).toBe('connect');
    await terminate();
    expect((await readManagementHealth()).body).toMatchObject({ status: 'draining' });
    expect((await fetch(`${gateway.management}/metrics`)).status).toBe(200);
    await until(async () => (await tryToConnect()) === 'ECONNREFUSED');
    stream.leave();
    expect(await gateway.process.ended).toBe('exit code 0');
  });
});

describe('a request that is under way', () => {
  it('goes on as a stream and completes', async () => {
    await start(LONG_MS);
    upstream.answerChat(openHeld);
    const stream = await openChatStream(gateway.origin);
    expect(await stream.next()).toBe(openingEvent('first'));
    await terminate();
    const { response } = await upstream.waitForExchange();
    for (let index = 0; index < 200; index += 1) await writePatiently(response, chunkEvent(String(index)));
    expect(await stream.next()).toBe(chunkEvent('0'));
    response.end(FINISH_EVENT + DONE_EVENT);
    const rest = await stream.rest();
    expect(rest).toHaveLength(201);
    expect(rest.at(-1)).toBe(DONE_EVENT);
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('goes on, however often the gateway is told to end', async () => {
    await start(LONG_MS);
    upstream.answerChat(openHeld);
    const stream = await openChatStream(gateway.origin);
    await terminate();
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM'] as const) await terminate(signal);
    (await upstream.waitForExchange()).response.end(FINISH_EVENT + DONE_EVENT);
    expect(await stream.rest()).toEqual([openingEvent('first'), FINISH_EVENT, DONE_EVENT]);
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('goes on as a plain request and is answered, its connection closed after it', async () => {
    await start(LONG_MS);
    upstream.answerChat(() => undefined);
    const reply = postChat(gateway.origin, chatBody());
    const exchange = await upstream.waitForExchange();
    await terminate();
    answerPlain(exchange, 'in time');
    const { status, headers, json } = await reply;
    expect(status).toBe(200);
    expect(headers.get('connection')).toBe('close');
    expect(json).toMatchObject({ choices: [{ message: { content: 'in time' } }] });
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  it('ends as a stream in an error event when the time is up, and its upstream request is closed', async () => {
    await start(SHORT_MS);
    upstream.answerChat(openHeld);
    const stream = await openChatStream(gateway.origin);
    expect(await stream.next()).toBe(openingEvent('first'));
    gateway.process.child.kill('SIGTERM');
    const [event, ...others] = await stream.rest();
    expectShuttingDown(event);
    expect(others).toEqual([]);
    expect(stream.response.complete).toBe(true);
    await until((await upstream.waitForExchange()).isAbandoned);
    expect(await gateway.process.ended).toBe('exit code 0');
  });

  for (const stream of [false, true]) {
    const kind = stream ? 'a stream without its first event' : 'a plain request';

    it(`is as ${kind} answered with 503 when the time is up`, async () => {
      await start(SHORT_MS);
      upstream.answerChat(() => undefined);
      const reply = postChat(gateway.origin, chatBody({ stream }), { 'x-request-id': 'mine' });
      const exchange = await upstream.waitForExchange();
      gateway.process.child.kill('SIGTERM');
      const { status, headers, json } = await reply;
      expect(status).toBe(503);
      expect(headers.get('x-request-id')).toBe('mine');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(json).toMatchObject({ error: { type: 'server_error', code: 'shutting_down' } });
      await until(exchange.isAbandoned);
      expect(await gateway.process.ended).toBe('exit code 0');
    });
  }

  it('of a client that does not read holds nothing up', async () => {
    await start(SHORT_MS);
    upstream.answerChat(async (exchange) => {
      const response = openStream(exchange);
      while (!exchange.isAbandoned()) await writePatiently(response, chunkEvent('x'.repeat(4_000)));
    });
    const stream = await openChatStream(gateway.origin);
    await stream.next();
    gateway.process.child.kill('SIGTERM');
    expect(await gateway.process.ended).toBe('exit code 0');
    stream.leave();
  });
});

describe('a keep-alive connection', () => {
  it('gets 503 with Retry-After and is closed when it brings another request', async () => {
    await start(LONG_MS);
    upstream.answerChat(openHeld);
    const other = await openChatStream(gateway.origin);
    const connection = openRawConnection(gateway.origin);
    connection.sendChat({ stream: true });
    await connection.waitForText('first');
    await terminate();
    connection.sendChat();
    const [, second] = upstream.exchanges;
    second?.response.end(FINISH_EVENT + DONE_EVENT);
    await connection.waitForClose();
    const [answer = '', refusal = ''] = connection.text.split('0\r\n\r\n');
    expect(answer).toContain(DONE_EVENT);
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /);
    expect(refusal).toMatch(/\r\nretry-after: \d+\r\n/i);
    expect(refusal).toMatch(/\r\nconnection: close\r\n/i);
    expect(refusal).toContain('"code":"shutting_down"');
    expect(upstream.exchanges).toHaveLength(2);
    upstream.exchanges[0]?.response.end(FINISH_EVENT + DONE_EVENT);
    expect(await other.rest()).toEqual([openingEvent('first'), FINISH_EVENT, DONE_EVENT]);
    expect(await gateway.process.ended).toBe('exit code 0');
  });
});
