import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/managed-process.mjs';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { chatBody, type ChatReply, openChatStream, postChat } from '../support/post-chat.js';
import { httpAnswer, type RawTcpUpstream, startRawTcpUpstream } from '../support/raw-tcp-upstream.js';
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
} from '../support/raw-upstream.js';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.js';
import { until } from '../support/until.js';

const COMPLETION = JSON.stringify({ id: 'chatcmpl-1', choices: [{ index: 0, message: { content: 'Yes' } }] });
const KEYS = ['sk-first', 'sk-second', 'sk-third'];
const FIRST_BYTE_MS = 400;
const TOTAL_MS = 1_200;

let gateway: ManagedGateway;
let upstream: RawUpstream;
let tcp: RawTcpUpstream;
let secure: RawTcpUpstream;

beforeAll(async () => {
  const certificate = createSelfSignedCertificate();
  [upstream, tcp, secure] = await Promise.all([
    startRawUpstream(),
    startRawTcpUpstream(),
    startRawTcpUpstream({ tls: certificate }),
  ]);
  gateway = await startGateway({
    BAILIAN_API_KEY: KEYS.join(','),
    BAILIAN_BASE_URL: upstream.baseUrl,
    BAILIAN_TCP_API_KEY: 'sk-tcp',
    BAILIAN_TCP_BASE_URL: tcp.baseUrl,
    BAILIAN_SECURE_API_KEY: 'sk-secure',
    BAILIAN_SECURE_BASE_URL: secure.baseUrl,
    NODE_EXTRA_CA_CERTS: certificate.certFile,
    BAILIAN_CLOSED_API_KEY: 'sk-closed',
    BAILIAN_CLOSED_BASE_URL: `http://127.0.0.1:${String(await findFreePort())}`,
    BAILIAN_NOWHERE_API_KEY: 'sk-nowhere',
    BAILIAN_NOWHERE_BASE_URL: 'http://no-such-host.invalid',
    // TCP is accepted, and then nobody speaks TLS.
    BAILIAN_SILENT_API_KEY: 'sk-silent',
    BAILIAN_SILENT_BASE_URL: `https://127.0.0.1:${tcp.port}`,
    UPSTREAM_CONNECT_TIMEOUT_MS: '300',
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: String(FIRST_BYTE_MS),
    UPSTREAM_TOTAL_TIMEOUT_MS: String(TOTAL_MS),
  });
  await gateway.waitForReady();
});

afterAll(() => Promise.all([gateway, upstream, tcp, secure].map((running) => running.stop())));

function post(fields: Readonly<Record<string, unknown>> = {}): Promise<ChatReply> {
  return postChat(gateway.origin, chatBody(fields));
}

function expectError(reply: ChatReply, status: number, code: string): void {
  expect(reply.status).toBe(status);
  expect(reply.json).toMatchObject({ error: { type: 'upstream_error', code, param: null } });
  expect(reply.text).not.toMatch(/127\.0\.0\.1|sk-|ECONN|UND_ERR/);
}

describe('a kept connection that the upstream has closed', () => {
  const MODEL = { model: 'bailian-tcp/qwen-plus' };

  /** Connections die under their second request, before any byte of an answer. */
  function dieAtSecondRequest(): void {
    tcp.meet(({ socket, requests }) => {
      if (requests === 1) socket.write(httpAnswer(COMPLETION));
      else socket.destroy();
    });
  }

  for (const stream of [false, true]) {
    it(`costs a client of ${stream ? 'a stream' : 'a plain answer'} nothing: the request is sent once more`, async () => {
      dieAtSecondRequest();
      expect((await post(MODEL)).status).toBe(200);
      // A plain answer to a request for a stream is refused, but it is an answer.
      expect((await post({ ...MODEL, stream })).status).toBe(stream ? 502 : 200);
      expect(tcp.connections.map(({ requests }) => requests)).toEqual([2, 1]);
    });
  }

  it('costs nothing over TLS either, where it is closed by an alert', async () => {
    secure.meet(({ socket, requests }) => {
      if (requests === 1) socket.write(httpAnswer(COMPLETION));
      else socket.end();
    });
    const model = 'bailian-secure/qwen-plus';
    expect((await post({ model })).status).toBe(200);
    expect((await post({ model })).status).toBe(200);
    expect(secure.connections.map(({ requests }) => requests)).toEqual([2, 1]);
  });

  it('costs at most one repetition', async () => {
    let isBroken = false;
    tcp.meet(({ socket }) => {
      if (isBroken) socket.destroy();
      else socket.write(httpAnswer(COMPLETION));
    });
    expect((await post(MODEL)).status).toBe(200);
    isBroken = true;
    expectError(await post(MODEL), 502, 'upstream_error');
    expect(tcp.connections.map(({ requests }) => requests)).toEqual([2, 1]);
  });

  it('is no reason to repeat a request whose answer had begun', async () => {
    tcp.meet(({ socket, requests }) => {
      if (requests === 1) socket.write(httpAnswer(COMPLETION));
      else socket.end(httpAnswer(COMPLETION).slice(0, -10));
    });
    expect((await post(MODEL)).status).toBe(200);
    expectError(await post(MODEL), 502, 'upstream_error');
    expect(tcp.connections.map(({ requests }) => requests)).toEqual([2]);
  });

  it('is no reason to repeat a request whose answer broke off inside its headers', async () => {
    tcp.meet(({ socket, requests }) => {
      if (requests === 1) socket.write(httpAnswer(COMPLETION));
      else socket.end('HTTP/1.1 200 OK\r\ncontent-ty');
    });
    expect((await post(MODEL)).status).toBe(200);
    expectError(await post(MODEL), 502, 'upstream_error');
    expect(tcp.connections.map(({ requests }) => requests)).toEqual([2]);
  });
});

describe('a connection', () => {
  it('carries one request after another, streams and plain answers', async () => {
    upstream.answerChat((exchange) => {
      if (exchange.body.stream === true) {
        openStream(exchange).end(openingEvent('Yes') + FINISH_EVENT + DONE_EVENT);
      } else {
        answerPlain(exchange, 'Yes');
      }
    });
    for (const stream of [true, true, false, false, true, false]) await post({ stream });
    const sockets = upstream.exchanges.map(({ request }) => request.socket);
    expect(sockets).toHaveLength(6);
    expect(new Set(sockets).size).toBe(1);
  });
});

describe('a connection that fails', () => {
  it('is a 502 where the upstream refuses it', async () => {
    expectError(await post({ model: 'bailian-closed/qwen-plus' }), 502, 'upstream_error');
  });

  it('is a 502 where the host does not exist', async () => {
    expectError(await post({ model: 'bailian-nowhere/qwen-plus' }), 502, 'upstream_error');
  });

  for (const stream of [false, true]) {
    it(`is a 502 where the upstream resets it before ${stream ? 'a stream' : 'a plain answer'}, without repetition`, async () => {
      tcp.meet(({ socket }) => socket.resetAndDestroy());
      expectError(await post({ model: 'bailian-tcp/qwen-plus', stream }), 502, 'upstream_error');
      expect(tcp.connections.map(({ requests }) => requests)).toEqual([1]);
    });
  }

  it('is a 502 where the upstream closes it in the middle of a plain answer', async () => {
    upstream.answerChat(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write('{"choices":[', () => response.destroy());
    });
    expectError(await post(), 502, 'upstream_error');
  });

  it('is a 502 where what comes is not HTTP', async () => {
    tcp.meet(({ socket }) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    expectError(await post({ model: 'bailian-tcp/qwen-plus' }), 502, 'upstream_error');
  });
});

describe('a redirect', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const stream of [false, true]) {
      it(`${status} is a 502 and is not followed${stream ? ' by a stream' : ''}`, async () => {
        upstream.answerChat(({ response }) => {
          response.writeHead(status, {
            location: `${upstream.baseUrl}/chat/completions`,
            'x-request-id': 'r-1',
          });
          response.end('<html>elsewhere</html>');
        });
        const reply = await post({ stream });
        expectError(reply, 502, 'upstream_error');
        expect(reply.headers.get('location')).toBeNull();
        expect(reply.headers.get('x-upstream-request-id')).toBe('r-1');
        expect(upstream.exchanges).toHaveLength(1);
      });
    }
  }
});

describe('an upstream that takes too long', () => {
  for (const stream of [false, true]) {
    it(`to connect to is a 504${stream ? ' for a stream' : ''}`, async () => {
      tcp.meet(() => undefined);
      expectError(await post({ model: 'bailian-silent/qwen-plus', stream }), 504, 'upstream_timeout');
    });

    it(`to begin to answer is a 504${stream ? ' for a stream' : ''}, and its request is closed`, async () => {
      upstream.answerChat(() => undefined);
      expectError(await post({ stream }), 504, 'upstream_timeout');
      await until((await upstream.waitForExchange()).isAbandoned);
      expect(upstream.exchanges).toHaveLength(1);
    });
  }

  it('to end a plain answer is a 504, and its request is closed', async () => {
    upstream.answerChat(({ response }) => {
      response.setHeader('content-type', 'application/json');
      drip(response, ' ');
    });
    expectError(await post(), 504, 'upstream_timeout');
    await until((await upstream.waitForExchange()).isAbandoned);
  });

  it('to end a stream is an error event, and its request is closed', async () => {
    upstream.answerChat((exchange) => {
      const response = openStream(exchange);
      response.write(openingEvent(''));
      drip(response, chunkEvent('drop'));
    });
    const stream = await openChatStream(gateway.origin);
    const events = await stream.rest();
    expect(events.length).toBeGreaterThan(2);
    expect(events.slice(1, -1).every((event) => event === chunkEvent('drop'))).toBe(true);
    expect(events.at(-1)).toContain('"code":"upstream_timeout"');
    expect(stream.response.complete).toBe(true);
    await until((await upstream.waitForExchange()).isAbandoned);
  });
});

describe('what comes before an answer', () => {
  for (const stream of [false, true]) {
    it(`as an interim response is passed over${stream ? ' in a stream' : ''}`, async () => {
      upstream.answerChat((exchange) => {
        exchange.response.writeProcessing();
        exchange.response.writeEarlyHints({ link: '</style.css>; rel=preload' });
        if (stream) openStream(exchange).end(openingEvent('Yes') + FINISH_EVENT + DONE_EVENT);
        else answerPlain(exchange, 'Yes');
      });
      const { status, text } = await post({ stream });
      expect(status).toBe(200);
      expect(text).toContain('"content":"Yes"');
    });
  }
});

describe('several keys', () => {
  it('take turns', async () => {
    upstream.answerChat((exchange) => {
      answerPlain(exchange, 'Yes');
    });
    for (let index = 0; index < 2 * KEYS.length; index += 1) await post();
    const used = upstream.exchanges.map(({ request }) => request.headers.authorization);
    const turns = used.slice(0, KEYS.length);
    expect(turns.toSorted()).toEqual(KEYS.map((key) => `Bearer ${key}`));
    expect(used.slice(KEYS.length)).toEqual(turns);
  });
});

describe('an error of the upstream', () => {
  it('is read to a limit only', async () => {
    let sent = 0;
    upstream.answerChat(({ response, isAbandoned }) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      const send = (): void => {
        if (isAbandoned()) return;
        sent += 1;
        response.write('x'.repeat(16 * 1024), send);
      };
      send();
    });
    expectError(await post(), 502, 'upstream_error');
    await until((await upstream.waitForExchange()).isAbandoned);
    expect(sent * 16 * 1024).toBeLessThan(16 * 1024 * 1024);
  });
});

/** Sends the text again and again, until the gateway closes the connection. */
function drip(response: RawExchange['response'], text: string): void {
  const timer = setInterval(() => response.write(text), 50);
  response.once('close', () => {
    clearInterval(timer);
  });
}
