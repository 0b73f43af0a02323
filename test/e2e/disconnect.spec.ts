import { beforeEach, describe, expect, it } from 'vitest';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { openChatStream, startChat } from '../support/post-chat.js';
import {
  chunkEvent,
  openingEvent,
  openStream,
  type RawExchange,
  writePatiently,
} from '../support/raw-upstream.js';
import { until, untilStill } from '../support/until.js';

/** Wide for a busy machine; the gateway itself needs milliseconds. */
const PROMPTLY_MS = 5_000;

const running = useGatewayAndRawUpstream({ HEARTBEAT_INTERVAL_MS: '200' });
let requestId = '';
let tests = 0;

beforeEach(() => {
  tests += 1;
  requestId = `leaving-${tests}`;
});

async function expectAbandoned(): Promise<void> {
  const exchange = await running.upstream.waitForExchange();
  await until(exchange.isAbandoned, PROMPTLY_MS);
  expect(running.upstream.exchanges).toHaveLength(1);
}

/** The access line tells such a request from one that was answered. */
async function expectLogged(): Promise<void> {
  const line = await running.gateway.waitForLog((entry) => entry.requestId === requestId);
  expect(line).toMatchObject({ msg: 'request', outcome: 'client_left' });
  expect(running.gateway.logEntries().filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

function start(fields: Readonly<Record<string, unknown>>) {
  return startChat(running.gateway.origin, fields, { 'x-request-id': requestId });
}

function open() {
  return openChatStream(running.gateway.origin, {}, { 'x-request-id': requestId });
}

describe('a client that leaves a stream', () => {
  it('before the upstream has answered closes the upstream request', async () => {
    running.upstream.answerChat(() => undefined);
    const chat = start({ stream: true });
    await running.upstream.waitForExchange();
    chat.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('between the headers of the upstream and its first event closes the upstream request', async () => {
    running.upstream.answerChat(openStream);
    const chat = start({ stream: true });
    await running.upstream.waitForExchange();
    chat.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('after a heartbeat and before the first event closes the upstream request', async () => {
    running.upstream.answerChat(() => undefined);
    const stream = await open();
    expect(await stream.next()).toBe(': heartbeat\n\n');
    stream.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('in its middle closes the upstream request', async () => {
    running.upstream.answerChat(sendForever);
    const stream = await open();
    for (let index = 0; index < 20; index += 1) {
      expect((await stream.next())?.startsWith('data: ')).toBe(true);
    }
    stream.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('while the upstream is silent closes the upstream request', async () => {
    running.upstream.answerChat((exchange) => openStream(exchange).write(openingEvent('only')));
    const stream = await open();
    expect(await stream.next()).toBe(openingEvent('only'));
    stream.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('that it had stopped reading closes the upstream request', async () => {
    let written = 0;
    running.upstream.answerChat(async (exchange) => {
      const response = openStream(exchange);
      const event = chunkEvent('x'.repeat(4_000));
      while (!exchange.isAbandoned()) {
        written += event.length;
        await writePatiently(response, event);
      }
    });
    const stream = await open();
    await stream.next();
    await untilStill(() => written, 300);
    stream.leave();
    await expectAbandoned();
    await expectLogged();
  });
});

describe('a client that leaves a plain request', () => {
  it('before the upstream has answered closes the upstream request', async () => {
    running.upstream.answerChat(() => undefined);
    const chat = start({});
    await running.upstream.waitForExchange();
    chat.leave();
    await expectAbandoned();
    await expectLogged();
  });

  it('while the answer arrives closes the upstream request', async () => {
    running.upstream.answerChat(({ response }) => {
      response.setHeader('content-type', 'application/json');
      response.write('{"id":"chatcmpl-1",');
    });
    const chat = start({});
    await running.upstream.waitForExchange();
    chat.leave();
    await expectAbandoned();
    await expectLogged();
  });
});

describe('clients that leave', () => {
  it('leave nothing behind: the gateway ends at once when it is told to', async () => {
    running.upstream.answerChat((exchange) => {
      const stage = Number(exchange.body.stage);
      if (stage === 1) openStream(exchange);
      if (stage >= 2) sendForever(exchange);
    });
    const stages = Array.from({ length: 100 }, (_, index) => index % 4);
    await Promise.all(
      stages.map(async (stage) => {
        const chat = start({ stream: true, stage });
        if (stage === 3) await chat.answered;
        chat.leave();
      }),
    );
    await until(() => running.upstream.exchanges.every(({ response }) => response.closed));
    // Its time for running requests is longer than this test's.
    running.gateway.process.child.kill('SIGTERM');
    expect(await running.gateway.process.ended).toBe('exit code 0');
  });
});

/** Small events, one each turn of the event loop, until the gateway closes the connection. */
function sendForever(exchange: RawExchange): void {
  const response = openStream(exchange);
  let sent = 0;
  const send = (): void => {
    if (exchange.isAbandoned()) return;
    response.write(chunkEvent(String(sent)));
    sent += 1;
    setTimeout(send, 1);
  };
  send();
}
