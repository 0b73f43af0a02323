import { beforeEach, describe, expect, it } from 'vitest';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { chatBody, type ChatStream, openChatStream, postChat } from '../support/post-chat.js';
import {
  chunkEvent,
  DONE_EVENT,
  FINISH_EVENT,
  openingEvent,
  openStream,
  type RawExchange,
  writePatiently,
} from '../support/raw-upstream.js';
import { readResidentMemory } from '../support/resident-memory.js';
import { until, untilStill } from '../support/until.js';

const MIB = 1024 * 1024;
const EVENTS = 100_000;
/** Makes a stream of about 50 MB, far more than all buffers on the way. */
const PADDING = 'x'.repeat(380);
/** What the kernel and the two processes may hold of one stream. */
const MAX_HELD_BYTES = 16 * MIB;
const OPENING_EVENT = openingEvent('');
const IDLE_MS = 1_500;

const running = useGatewayAndRawUpstream({ UPSTREAM_IDLE_TIMEOUT_MS: String(IDLE_MS) });

/** Bytes that the upstream got rid of, by the client's name for its stream. */
const written = new Map<unknown, number>();

/** As fast as the gateway takes them. */
async function sendEverything(exchange: RawExchange): Promise<void> {
  const { name } = exchange.body;
  const response = openStream(exchange);
  response.write(OPENING_EVENT);
  let bytes = 0;
  for (let index = 0; index < EVENTS && !exchange.isAbandoned(); index += 1) {
    const event = chunkEvent(`${index} ${PADDING}`);
    bytes += event.length;
    written.set(name, bytes);
    await writePatiently(response, event);
  }
  response.end(FINISH_EVENT + DONE_EVENT);
}

/** A client that reads the opening and one event, and then no more. */
async function openStalledStream(name: string): Promise<ChatStream> {
  const stream = await openChatStream(running.gateway.origin, { name });
  expect(await stream.next()).toBe(OPENING_EVENT);
  expect(await stream.next()).toBe(chunkEvent(`0 ${PADDING}`));
  return stream;
}

function writtenOf(name: string): number {
  return written.get(name) ?? 0;
}

async function expectEverything(stream: ChatStream): Promise<void> {
  for (let index = 1; index < EVENTS; index += 1) {
    const event = await stream.next();
    // Not by expect(), a hundred thousand times.
    if (event !== chunkEvent(`${index} ${PADDING}`)) expect(event).toBe(`event ${index}`);
  }
  expect(await stream.rest()).toEqual([FINISH_EVENT, DONE_EVENT]);
}

beforeEach(() => {
  running.upstream.answerChat(sendEverything);
});

describe('a client that stops reading a fast stream', () => {
  it('makes the upstream stop, and gets every event in order when it reads on', async () => {
    const stream = await openStalledStream('alone');
    // Longer than the idle time: the silence is the client's, not the upstream's.
    const held = await untilStill(() => writtenOf('alone'), 2 * IDLE_MS);
    expect(held).toBeLessThan(MAX_HELD_BYTES);
    await expectEverything(stream);
    expect(writtenOf('alone')).toBeGreaterThan(2 * MAX_HELD_BYTES);
  });

  it('costs little memory, and others are served meanwhile', async () => {
    const before = readResidentMemory(running.gateway.process.pid);
    const names = Array.from({ length: 20 }, (_, index) => `one of many ${index}`);
    const streams = await Promise.all(names.map(openStalledStream));
    const total = (): number => names.reduce((sum, name) => sum + writtenOf(name), 0);
    expect(await untilStill(total, 500)).toBeLessThan(names.length * MAX_HELD_BYTES);
    expect(readResidentMemory(running.gateway.process.pid) - before).toBeLessThan(200 * MIB);

    const reader = await openStalledStream('reader');
    await expectEverything(reader);
    for (const stream of streams) stream.leave();
    await until(() => running.upstream.exchanges.filter(({ response }) => !response.closed).length === 0);
  }, 60_000);

  it('can be slow for as long as it likes, a little at a time', async () => {
    const stream = await openStalledStream('slow');
    for (let index = 1; index <= 50; index += 1) {
      expect(await stream.next()).toBe(chunkEvent(`${index} ${PADDING}`));
      await new Promise((done) => setTimeout(done, 5));
    }
    expect(await untilStill(() => writtenOf('slow'), 200)).toBeLessThan(MAX_HELD_BYTES);
    stream.leave();
  });
});

describe('a slow client of a stream that breaks off', () => {
  it('gets every event before the break, and then the error', async () => {
    const count = 30_000;
    running.upstream.answerChat(async (exchange) => {
      const response = openStream(exchange);
      response.write(OPENING_EVENT);
      for (let index = 0; index < count; index += 1) {
        await writePatiently(response, chunkEvent(`${index} ${PADDING}`));
      }
      response.write(chunkEvent('last'), () => response.destroy());
    });
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.next()).toBe(OPENING_EVENT);
    for (let index = 0; index < count; index += 1) {
      const event = await stream.next();
      if (event !== chunkEvent(`${index} ${PADDING}`)) expect(event).toBe(`event ${index}`);
      if (index % 1_000 === 0) await new Promise((done) => setTimeout(done, 5));
    }
    const [last, error, ...others] = await stream.rest();
    expect(last).toBe(chunkEvent('last'));
    expect(error).toContain('"code":"upstream_error"');
    expect(others).toEqual([]);
  });
});

describe('a fast client', () => {
  it('gets 50 MB in no more memory than a slow one', async () => {
    const before = readResidentMemory(running.gateway.process.pid);
    const { text } = await postChat(running.gateway.origin, chatBody({ stream: true, name: 'fast' }));
    expect(text.length).toBe(writtenOf('fast') + (OPENING_EVENT + FINISH_EVENT + DONE_EVENT).length);
    expect(readResidentMemory(running.gateway.process.pid) - before).toBeLessThan(150 * MIB);
  });
});
