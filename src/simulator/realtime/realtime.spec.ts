import { once } from 'node:events';
import type { INestApplication } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createSimulator } from '../create-simulator.js';
import type { RequestRecord } from '../edge/request-log.service.js';

type Json = Record<string, unknown>;

/** For a machine that is busy with other tests too. */
const PATIENCE = { timeout: 15_000, interval: 10 };

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

function connect({ query = '?model=qwen3-omni-flash-realtime', key = 'sk-demo' } = {}): WebSocket {
  return new WebSocket(`${origin.replace('http', 'ws')}/api-ws/v1/realtime${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

/** The events until one of this type, that one included. */
function collect(socket: WebSocket, end: string): Promise<Json[]> {
  return new Promise((resolve) => {
    const events: Json[] = [];
    const listen = (data: Buffer): void => {
      const event = JSON.parse(data.toString()) as Json;
      events.push(event);
      if (event.type !== end) return;
      socket.off('message', listen);
      resolve(events);
    };
    socket.on('message', listen);
  });
}

async function open(): Promise<WebSocket> {
  const socket = connect();
  await collect(socket, 'session.created');
  return socket;
}

const send = (socket: WebSocket, event: Json): void => {
  socket.send(JSON.stringify(event));
};

const readRecords = async (): Promise<RequestRecord[]> =>
  (await (await fetch(`${origin}/_simulator/requests`)).json()) as RequestRecord[];

it('opens a session, changes it, and answers with usage', async () => {
  const socket = connect();
  const [created] = await collect(socket, 'session.created');
  expect(created).toMatchObject({ session: { model: 'qwen3-omni-flash-realtime' } });
  send(socket, { type: 'session.update', session: { voice: 'Cherry' } });
  expect((await collect(socket, 'session.updated'))[0]).toMatchObject({ session: { voice: 'Cherry' } });
  send(socket, { type: 'input_text', text: 'two words' });
  const events = await collect(socket, 'response.done');
  expect(events[0]).toMatchObject({ type: 'response.created' });
  const deltas = events.filter(({ type }) => type === 'response.text.delta').map(({ delta }) => delta);
  expect(deltas.join('')).toBe('You said: two words');
  const usage = { input_tokens: 2, output_tokens: 5, total_tokens: 7 };
  expect(events.at(-1)).toMatchObject({ response: { status: 'completed', usage } });
  const account = (await (await fetch(`${origin}/_simulator/usage`)).json()) as Json[];
  expect(account).toMatchObject([{ model: 'qwen3-omni-flash-realtime', usage }]);
  socket.close();
});

it('echoes binary frames, and text that it does not know', async () => {
  const socket = await open();
  socket.send(Buffer.from([0, 255]));
  expect(await once(socket, 'message')).toEqual([Buffer.from([0, 255]), true]);
  socket.send('{ "n": 12345678901234567890 }');
  expect(await once(socket, 'message')).toEqual([Buffer.from('{ "n": 12345678901234567890 }'), false]);
  socket.close();
});

it('closes with the code that it is told, and records it', async () => {
  const socket = await open();
  expect((await readRecords())[0]).toMatchObject({
    path: '/api-ws/v1/realtime',
    query: { model: 'qwen3-omni-flash-realtime' },
    outcome: 'open',
    status: 101,
  });
  send(socket, { type: '_close', code: 4001, reason: 'x' });
  expect(await once(socket, 'close')).toEqual([4001, Buffer.from('x')]);
  await vi.waitFor(async () => {
    expect((await readRecords())[0]).toMatchObject({
      outcome: 'completed',
      body: { textFrames: 1, closeCode: 4001 },
    });
  }, PATIENCE);
});

it('sees a client that leaves without a word', async () => {
  const socket = await open();
  socket.terminate();
  await vi.waitFor(async () => {
    expect((await readRecords())[0]).toMatchObject({ outcome: 'aborted', body: { closeCode: 1006 } });
  }, PATIENCE);
});

it('floods with as many frames as it is told, and pings', async () => {
  const socket = await open();
  send(socket, { type: '_flood', frames: 200, bytes: 100_000 });
  for (let frames = 0; frames < 200; frames += 1) {
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(data).toHaveLength(100_000);
  }
  send(socket, { type: '_ping' });
  await collect(socket, '_pong');
  socket.close();
});

it('survives a mistake', async () => {
  const socket = await open();
  send(socket, { type: '_close', code: 1, reason: '' });
  expect(await collect(socket, 'error')).toMatchObject([{ error: { type: 'invalid_request_error' } }]);
  socket.close();
});

it.each([
  ['no model', { query: '' }, 400],
  ['a wrong key', { key: 'sk-bad' }, 401],
])('refuses %s before the upgrade', async (_name, options, status) => {
  const socket = connect(options);
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
  expect((await readRecords())[0]).toMatchObject({ outcome: 'completed', status });
  socket.terminate();
});

it('refuses with a queued fault', async () => {
  const fault = { preset: 'limit_requests', match: { path: '/realtime' } };
  await fetch(`${origin}/_simulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const socket = connect();
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(429);
  socket.terminate();
});
