import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { chatBody, type ChatStream, openChatStream, postChat, startChat } from '../support/post-chat.js';
import { openRawConnection } from '../support/raw-connection.js';
import {
  chunkEvent,
  DONE_EVENT,
  FINISH_EVENT,
  openingEvent,
  openStream,
  type RawExchange,
} from '../support/raw-upstream.js';
import { recordWrites } from '../support/record-writes.js';
import { until } from '../support/until.js';

const IDLE_MS = 800;
const ERROR_EVENT = `data: ${JSON.stringify({
  error: {
    message: '<500> InternalError.Algo: broken',
    type: 'internal_server_error',
    code: 'internal_server_error',
  },
  id: 'chatcmpl-1',
})}\n\n`;

const running = useGatewayAndRawUpstream({ UPSTREAM_IDLE_TIMEOUT_MS: String(IDLE_MS) });

/** The upstream's answers follow one another only as the test says. */
async function openHeldStream(): Promise<{ stream: ChatStream; exchange: RawExchange }> {
  running.upstream.answerChat((exchange) => {
    openStream(exchange).write(openingEvent('first'));
  });
  const stream = await openChatStream(running.gateway.origin);
  return { stream, exchange: await running.upstream.waitForExchange() };
}

describe('the headers of a stream', () => {
  it('leave with its first event', async () => {
    const { stream, exchange } = await openHeldStream();
    expect(stream.response.statusCode).toBe(200);
    expect(await stream.next()).toBe(openingEvent('first'));
    expect(exchange.response.writableEnded).toBe(false);
    exchange.response.end(FINISH_EVENT + DONE_EVENT);
    expect(await stream.rest()).toEqual([FINISH_EVENT, DONE_EVENT]);
  });

  it('do not leave with the headers of the upstream', async () => {
    running.upstream.answerChat(openStream);
    let isAnswered = false;
    const chat = startChat(running.gateway.origin, { stream: true });
    const answered = chat.answered.then(({ response }) => {
      isAnswered = true;
      return response;
    });
    const { response } = await running.upstream.waitForExchange();
    // An answer to a later request shows that the gateway has had time for this one.
    await fetch(`${running.gateway.origin}/health`);
    expect(isAnswered).toBe(false);
    response.end(ERROR_EVENT);
    expect((await answered).statusCode).toBe(502);
  });
});

describe('an error before anything of a stream was sent', () => {
  it('has its status and is JSON where the upstream answered with an error', async () => {
    running.upstream.answerChat(({ response }) => {
      response.writeHead(429, { 'content-type': 'application/json', 'x-request-id': 'upstream-id' });
      response.end(
        JSON.stringify({ error: { message: 'Too many', code: 'limit_requests' }, request_id: 'r' }),
      );
    });
    const reply = await postChat(running.gateway.origin, chatBody({ stream: true }));
    expect(reply.status).toBe(429);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(reply.headers.get('x-upstream-request-id')).toBe('upstream-id');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(reply.json).toMatchObject({ error: { message: 'Too many', limit: 'requests' } });
  });

  const FIRST_EVENTS = [
    { code: 'internal_server_error', status: 502, expected: 'upstream_error' },
    { code: 'invalid_parameter_error', status: 400, expected: null },
    { code: 'data_inspection_failed', status: 400, expected: 'content_filter' },
    { code: 'limit_burst_rate', status: 429, expected: 'rate_limit_exceeded' },
    { code: 'ModelUnavailable', status: 503, expected: 'upstream_unavailable' },
  ];

  for (const { code, status, expected } of FIRST_EVENTS) {
    it(`has its status and is JSON where ${code} is the first event of a 200`, async () => {
      running.upstream.answerChat((exchange) => {
        openStream(exchange).end(
          `data: ${JSON.stringify({ error: { message: '<400> InternalError.Algo: No.', code } })}\n\n`,
        );
      });
      const reply = await postChat(running.gateway.origin, chatBody({ stream: true }));
      expect(reply.status).toBe(status);
      expect(reply.json).toMatchObject({
        error: { message: expect.stringMatching(/^No\./) as string, code: expected },
      });
    });
  }

  const BROKEN: readonly [name: string, answer: (exchange: RawExchange) => unknown][] = [
    ['ends without any event', (exchange) => openStream(exchange).end()],
    ['is cut before any event', (exchange) => openStream(exchange).destroy()],
    ['begins with an event that is no JSON', (exchange) => openStream(exchange).write('data: oops\n\n')],
    ['is no event stream', ({ response }) => response.end('{"choices":[]}')],
    ['is HTML', ({ response }) => response.setHeader('content-type', 'text/html').end('<html></html>')],
  ];

  for (const [name, answer] of BROKEN) {
    it(`is a 502 where the stream ${name}`, async () => {
      running.upstream.answerChat(answer);
      const reply = await postChat(running.gateway.origin, chatBody({ stream: true }));
      expect(reply.status).toBe(502);
      expect(reply.json).toMatchObject({ error: { type: 'upstream_error', code: 'upstream_error' } });
    });
  }

  it('is a 504 where the upstream falls silent after its headers', async () => {
    running.upstream.answerChat(openStream);
    const reply = await postChat(running.gateway.origin, chatBody({ stream: true }));
    expect(reply.status).toBe(504);
    expect(reply.json).toMatchObject({ error: { code: 'upstream_timeout' } });
    const exchange = await running.upstream.waitForExchange();
    await until(exchange.isAbandoned);
  });
});

describe('an error after the headers', () => {
  const ENDINGS: readonly [name: string, end: (exchange: RawExchange) => unknown, code: string][] = [
    ['cuts the connection', ({ response }) => response.destroy(), 'upstream_error'],
    ['ends without [DONE]', ({ response }) => response.end(), 'upstream_error'],
    ['ends in the middle of an event', ({ response }) => response.end('data: {"choices":'), 'upstream_error'],
    ['sends an error event', ({ response }) => response.end(ERROR_EVENT), 'upstream_error'],
    [
      'sends an error event and [DONE]',
      ({ response }) => response.end(ERROR_EVENT + DONE_EVENT),
      'upstream_error',
    ],
    ['sends half an event', ({ response }) => response.write('data: {"choices":[\n\n'), 'upstream_error'],
    ['sends broken usage', ({ response }) => response.write('data: {"usage": {]}\n\n'), 'upstream_error'],
    ['sends an event that is no object', ({ response }) => response.write('data: 42\n\n'), 'upstream_error'],
    ['falls silent', () => undefined, 'upstream_timeout'],
  ];

  for (const [name, end, code] of ENDINGS) {
    it(`is one event, and then the end, where the upstream ${name}`, async () => {
      const { stream, exchange } = await openHeldStream();
      expect(await stream.next()).toBe(openingEvent('first'));
      end(exchange);
      const [event, ...others] = await stream.rest();
      expect(others).toEqual([]);
      expect(event).toMatch(/^data: \{.*\}\n\n$/);
      expect(JSON.parse(event?.slice('data: '.length) ?? '')).toMatchObject({ error: { code, param: null } });
      expect(stream.response.complete).toBe(true);
    });
  }

  it('is one event, and nothing of what the upstream sends after it', async () => {
    const { stream, exchange } = await openHeldStream();
    exchange.response.write(ERROR_EVENT + chunkEvent('late'));
    expect(await stream.rest()).toEqual([openingEvent('first'), expect.stringContaining('"error":')]);
    await until(exchange.isAbandoned);
  });

  it('shows neither what the upstream sent nor where it is', async () => {
    const { stream, exchange } = await openHeldStream();
    exchange.response.write('data: "secret"\n\n');
    const text = (await stream.rest()).join('');
    expect(text).toContain('"error":');
    expect(text).not.toContain('secret');
    expect(text).not.toContain('127.0.0.1');
  });
});

describe('what the client reads', () => {
  it('never has an event split over two writes', async () => {
    const count = 4_000;
    const pieces = Array.from({ length: count }, (_, index) =>
      chunkEvent(`${index} 世界 ${'x'.repeat(index % 300)}`),
    );
    const events = [openingEvent(''), ...pieces, FINISH_EVENT];
    running.upstream.answerChat(async (exchange) => {
      const response = openStream(exchange);
      for (const event of events) {
        // Cut somewhere else each time, so that pieces of the network and events never agree.
        const bytes = Buffer.from(event);
        const at = bytes.length % 97;
        response.write(bytes.subarray(0, at));
        response.write(bytes.subarray(at));
        if (at < 8) await nextTurn();
      }
      response.end(DONE_EVENT);
    });
    const writes = await recordWrites(running.gateway.origin);
    expect(writes.join('')).toBe(events.join('') + DONE_EVENT);
    expect(writes.filter((text) => !text.startsWith('data: ') || !text.endsWith('\n\n'))).toEqual([]);
    expect(writes.length).toBeGreaterThan(10);
    expect(writes.length).toBeLessThan(count);
  });

  it('ends after [DONE], also where the upstream leaves its connection open', async () => {
    running.upstream.answerChat((exchange) =>
      openStream(exchange).write(openingEvent('all') + FINISH_EVENT + DONE_EVENT),
    );
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.rest()).toEqual([openingEvent('all'), FINISH_EVENT, DONE_EVENT]);
    expect(stream.response.complete).toBe(true);
  });

  it('ends well where the upstream cuts its connection after [DONE]', async () => {
    running.upstream.answerChat((exchange) => {
      const response = openStream(exchange);
      response.write(openingEvent('all') + FINISH_EVENT + DONE_EVENT, () => response.destroy());
    });
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.rest()).toEqual([openingEvent('all'), FINISH_EVENT, DONE_EVENT]);
    expect(stream.response.complete).toBe(true);
  });

  it('has events of megabytes in one write each', async () => {
    const pieces = [1, 3, 2].map((size) => chunkEvent('世'.repeat(size * 350_000)));
    const events = [openingEvent(''), ...pieces, FINISH_EVENT];
    running.upstream.answerChat((exchange) => openStream(exchange).end(events.join('') + DONE_EVENT));
    const writes = await recordWrites(running.gateway.origin);
    expect(writes.join('') === events.join('') + DONE_EVENT).toBe(true);
    expect(writes.filter((text) => !text.endsWith('\n\n'))).toEqual([]);
  });

  it('leaves the connection to further requests, however a stream has ended', async () => {
    const connection = openRawConnection(running.gateway.origin);
    for (const [index, ending] of [DONE_EVENT, ERROR_EVENT, '', DONE_EVENT].entries()) {
      const answer = chunkEvent(`stream ${index}`) + ending;
      running.upstream.answerChat((exchange) => openStream(exchange).end(answer));
      connection.sendChat({ stream: true });
      await until(() => connection.text.split('\r\n0\r\n\r\n').length === index + 2);
      expect(connection.text).toContain(`stream ${index}`);
    }
    expect(connection.isClosed).toBe(false);
    connection.close();
  });

  it('is the same over HTTP/1.0, which some proxies speak', async () => {
    running.upstream.answerChat((exchange) =>
      openStream(exchange).end(openingEvent('all') + FINISH_EVENT + DONE_EVENT),
    );
    const connection = openRawConnection(running.gateway.origin, 'HTTP/1.0');
    connection.sendChat({ stream: true });
    await connection.waitForClose();
    const [head = '', ...body] = connection.text.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(body.join('\r\n\r\n')).toBe(openingEvent('all') + FINISH_EVENT + DONE_EVENT);
  });

  it('has no comments, names and ids of the upstream', async () => {
    const answer = `: keep-alive\n\nid: 7\nevent: result\nretry: 5\n${openingEvent('all')}: bye\n\n${FINISH_EVENT}${DONE_EVENT}`;
    running.upstream.answerChat((exchange) => openStream(exchange).end(answer));
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.rest()).toEqual([openingEvent('all'), FINISH_EVENT, DONE_EVENT]);
  });

  it('is the same where the lines of the upstream end in CR LF', async () => {
    const answer = (openingEvent('all') + FINISH_EVENT + DONE_EVENT).replaceAll('\n', '\r\n');
    running.upstream.answerChat((exchange) => openStream(exchange).end(answer));
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.rest()).toEqual([openingEvent('all'), FINISH_EVENT, DONE_EVENT]);
  });
});

describe('a recorded stream', () => {
  const PARALLEL = 16;
  const STRIDE = 13;
  const RECORDINGS = ['chat-older-engine', 'chat-newer-engine', 'chat-newer-engine-tools'];

  const read = (name: string): Buffer => readFileSync(`test/fixtures/${name}.chunks.txt`);

  /** Every offset inside a character of several bytes, and many others. */
  function chooseOffsets(recording: Buffer): readonly number[] {
    return Array.from(recording.keys()).filter((at) => at % STRIDE === 0 || isInsideCharacter(recording[at]));
  }

  /** What is put right in these recordings: null beside reasoning, and what later pieces of a call should not have. */
  function expectedOf(text: string): string {
    return text
      .replaceAll('"content":null,"reasoning_content"', '"content":"","reasoning_content"')
      .replaceAll('"id":"","type":"function",', '');
  }

  function isInsideCharacter(byte = 0): boolean {
    return (byte & 0b1100_0000) === 0b1000_0000;
  }

  function cutAt(recording: Buffer): void {
    running.upstream.answerChat(async (exchange) => {
      const response = openStream(exchange);
      const at = Number(exchange.body.cut_at);
      response.write(recording.subarray(0, at));
      await nextTurn();
      response.end(recording.subarray(at));
    });
  }

  async function readCut(offset: number): Promise<string> {
    const fields = { stream: true, stream_options: { include_usage: true }, cut_at: offset };
    return (await postChat(running.gateway.origin, chatBody(fields))).text;
  }

  for (const name of RECORDINGS) {
    it(`(${name}) arrives whole, wherever the network cuts it`, async () => {
      const recording = read(name);
      const expected = expectedOf(recording.toString('utf8'));
      cutAt(recording);
      const offsets = [...chooseOffsets(recording)];
      expect(offsets.length).toBeGreaterThan(150);
      const different: number[] = [];
      while (offsets.length > 0) {
        const batch = offsets.splice(0, PARALLEL);
        const texts = await Promise.all(batch.map(readCut));
        different.push(...batch.filter((_, index) => texts[index] !== expected));
      }
      expect(different).toEqual([]);
    });

    it(`(${name}) arrives whole, byte by byte`, async () => {
      const recording = read(name);
      running.upstream.answerChat((exchange) => {
        const response = openStream(exchange);
        for (const at of recording.keys()) response.write(recording.subarray(at, at + 1));
        response.end();
      });
      expect(await readCut(0)).toBe(expectedOf(recording.toString('utf8')));
    });

    it(`(${name}) is one event and an error where it breaks off inside the second`, async () => {
      const recording = read(name);
      const events = recording.toString('utf8').split(/(?<=\n\n)/);
      const [first = '', second = ''] = events;
      running.upstream.answerChat((exchange) => {
        openStream(exchange).end(first + second.slice(0, -1));
      });
      const [event, error, ...others] = (await readCut(0)).split(/(?<=\n\n)/);
      expect(event).toBe(expectedOf(first));
      expect(error).toContain('"code":"upstream_error"');
      expect(others).toEqual([]);
    });
  }
});
