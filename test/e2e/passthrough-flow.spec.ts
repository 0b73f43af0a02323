import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { afterBody, type ByteUpstream, startByteUpstream } from '../support/byte-upstream.js';
import { exchangeBytes } from '../support/exchange-bytes.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { until, untilStill } from '../support/until.js';

const MB = 1024 * 1024;
/** More than all buffers and sockets on the way hold. */
const LONG = 96 * MB;
const PIECE = Buffer.alloc(64 * 1024, 'x');
const STILL_MS = 400;

let upstream: ByteUpstream;
let gateway: ManagedGateway;

const start = (): Promise<ManagedGateway> =>
  startGateway({ BAILIAN_API_KEY: 'sk-test', BAILIAN_BASE_URL: upstream.baseUrl, DRAIN_TIMEOUT_MS: '1500' });

beforeAll(async () => {
  upstream = await startByteUpstream();
  gateway = await start();
  await gateway.waitForReady();
});
afterAll(() => Promise.all([gateway.stop(), upstream.stop()]));

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A request of which the test writes the body; GETs are sent whole. */
function open(
  { origin }: ManagedGateway,
  method: 'GET' | 'POST',
  { agent = false }: { agent?: Agent | false } = {},
): ClientRequest {
  const { hostname, port } = new URL(origin);
  const path = '/p/bailian/api/v1/x';
  const headers = method === 'POST' ? { 'content-type': 'application/octet-stream' } : {};
  const request = httpRequest({ hostname, port, method, headers, path, agent });
  request.on('error', () => undefined);
  if (method === 'GET') request.end();
  else request.flushHeaders();
  return request;
}

const answerTo = async (request: ClientRequest): Promise<IncomingMessage> => {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return response;
};

/** Writes as much as is taken, up to `LONG`; returns how much that has been so far. */
function flood(sink: ClientRequest | ServerResponse): () => number {
  let written = 0;
  const writeOn = (): void => {
    while (written < LONG && !sink.destroyed) {
      written += PIECE.length;
      if (!sink.write(PIECE)) {
        sink.once('drain', writeOn);
        return;
      }
    }
    if (!sink.destroyed) sink.end();
  };
  writeOn();
  return () => written;
}

describe('20 MB', () => {
  const bytes = randomBytes(20 * MB);

  it.each<Record<string, string>>([{}, { 'content-length': String(bytes.length) }])(
    'arrive whole, both ways, sent with %j',
    async (headers) => {
      upstream.answer((request, response) => {
        response.writeHead(200, headers);
        request.pipe(response);
      });
      const answer = await exchangeBytes(`${gateway.origin}/p/bailian/api/v1/x`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: (request) => {
          request.end(bytes);
        },
      });
      expect(answer.isComplete).toBe(true);
      expect(sha(answer.body)).toBe(sha(bytes));
      expect(sha(upstream.received[0]?.body ?? Buffer.of())).toBe(sha(bytes));
    },
  );
});

describe('the pace', () => {
  it('of a client that does not read stops the upstream, and starts it again', async () => {
    let written = (): number => 0;
    upstream.answer((_request, response) => {
      written = flood(response);
    });
    const response = await answerTo(open(gateway, 'GET'));
    const stopped = await untilStill(written, STILL_MS);
    expect(stopped).toBeLessThan(LONG / 2);
    response.resume();
    await finished(response);
    expect(written()).toBe(LONG);
  });

  it('of an upstream that does not read stops the client, and starts it again', async () => {
    let reader: IncomingMessage | undefined;
    upstream.answer((request, response) => {
      reader = request.pause();
      request.once('end', () => response.end('done'));
    });
    const request = open(gateway, 'POST');
    const written = flood(request);
    await until(() => reader);
    const stopped = await untilStill(written, STILL_MS);
    expect(stopped).toBeLessThan(LONG / 2);
    reader?.resume();
    expect((await answerTo(request)).statusCode).toBe(200);
    expect(upstream.received[0]?.size).toBe(LONG);
  });
});

describe('a client that leaves frees the upstream', () => {
  const isFreed = (): Promise<boolean> => until(() => upstream.received[0]?.isClosed === true);

  it('before its answer began', async () => {
    upstream.answer(() => undefined);
    const request = open(gateway, 'GET');
    await until(() => upstream.received[0]);
    request.destroy();
    await isFreed();
  });

  it('in the middle of its answer', async () => {
    upstream.answer((_request, response) => response.writeHead(200).write('first'));
    const request = open(gateway, 'GET');
    await answerTo(request);
    request.destroy();
    await isFreed();
  });

  it('while it does not read', async () => {
    upstream.answer((_request, response) => flood(response));
    const request = open(gateway, 'GET');
    await answerTo(request);
    request.destroy();
    await isFreed();
  });

  it('in the middle of its upload', async () => {
    upstream.answer((request) => request.resume());
    const request = open(gateway, 'POST');
    request.write(PIECE);
    await until(() => (upstream.received[0]?.size ?? 0) > 0);
    request.destroy();
    await isFreed();
    expect(upstream.received[0]?.isComplete).toBe(false);
  });

  it('in the middle of an upload that has to be read first, which then never arrives', async () => {
    upstream.answer(afterBody((response) => response.end()));
    const { hostname, port } = new URL(gateway.origin);
    const request = httpRequest({
      hostname,
      port,
      method: 'POST',
      path: '/p/bailian/chat/completions',
      headers: { 'content-type': 'application/json', 'content-length': '1000', 'x-request-id': 'left' },
      agent: false,
    });
    request.on('error', () => undefined);
    request.write('{"max_');
    await nextTurn();
    request.destroy();
    await gateway.waitForLog(({ requestId }) => requestId === 'left');
    expect(upstream.received).toEqual([]);
  });
});

describe('an upstream that answers before it has the whole body', () => {
  it('is heard, and the client may go on with its connection once it has sent the rest', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    upstream.answer((_request, response) => response.writeHead(413, { connection: 'close' }).end('too much'));
    const request = open(gateway, 'POST', { agent });
    request.write(PIECE);
    const response = await answerTo(request);
    expect(response.statusCode).toBe(413);
    expect(Buffer.concat(await response.toArray()).toString()).toBe('too much');
    const { socket } = request;
    for (let count = 0; count < 64; count += 1) request.write(PIECE);
    request.end();
    upstream.answer((_request, answer) => answer.end('next'));
    const next = open(gateway, 'GET', { agent });
    expect(Buffer.concat(await (await answerTo(next)).toArray()).toString()).toBe('next');
    expect(next.socket).toBe(socket);
    agent.destroy();
  });

  it('and goes on reading gets the rest', async () => {
    upstream.answer((request, response) => {
      response.writeHead(200).write('first ');
      request.resume().once('end', () => response.end('last'));
    });
    const request = open(gateway, 'POST');
    request.write(PIECE);
    const response = await answerTo(request);
    request.end(PIECE);
    expect(Buffer.concat(await response.toArray()).toString()).toBe('first last');
    expect(upstream.received[0]?.size).toBe(2 * PIECE.length);
  });
});

describe('the end of the process', () => {
  it('waits for what runs, and cuts what does not end in time', async () => {
    const ending = await start();
    await ending.waitForReady();
    const answers: ServerResponse[] = [];
    upstream.answer((_request, response) => {
      answers.push(response.writeHead(200));
      response.write('first ');
    });
    const quick = await answerTo(open(ending, 'GET'));
    const endless = await answerTo(open(ending, 'GET'));
    ending.process.child.kill('SIGTERM');
    await until(() => isRefused(ending));
    answers[0]?.end('last');
    expect(Buffer.concat(await quick.toArray()).toString()).toBe('first last');
    await finished(endless.resume()).catch(() => undefined);
    expect(endless.complete).toBe(false);
    await ending.process.ended;
  });
});

const isRefused = ({ origin }: ManagedGateway): Promise<boolean> =>
  exchangeBytes(`${origin}/health/live`).then(
    () => false,
    () => true,
  );
