import { once } from 'node:events';
import { Agent, type ClientRequest, IncomingMessage, createServer, request } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayError } from '../contracts/gateway-error.js';
import { readBody } from './read-body.js';

const LIMIT = 1_000;
const MIB = 1024 * 1024;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
/** What became of each body, in order of arrival. */
let outcomes: Promise<Buffer | GatewayError>[];
let incoming: IncomingMessage[];
let server: ReturnType<typeof createServer>;

beforeEach(async () => {
  outcomes = [];
  incoming = [];
  server = createServer((message, response) => {
    incoming.push(message);
    const outcome = readBody(message, LIMIT).then(
      (body) => {
        response.end('answer');
        return body;
      },
      (error: unknown) => {
        response.writeHead((error as GatewayError).kind.status).end('answer');
        return error as GatewayError;
      },
    );
    outcomes.push(outcome);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

function post(headers: Record<string, string | number> = {}): ClientRequest {
  const { port } = server.address() as AddressInfo;
  return request({ port, host: '127.0.0.1', method: 'POST', agent, headers });
}

async function answerTo(client: ClientRequest): Promise<{ status: number | undefined; text: string }> {
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  let text = '';
  for await (const bytes of response) text += String(bytes);
  return { status: response.statusCode, text };
}

describe('readBody', () => {
  it.each([
    ['nothing', []],
    ['one piece', ['abc']],
    ['pieces that cut a character', [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]],
    ['exactly as much as is allowed', ['x'.repeat(LIMIT / 2), 'y'.repeat(LIMIT / 2)]],
  ])('reads %s', async (_what, pieces) => {
    const client = post();
    for (const piece of pieces) client.write(piece);
    client.end();
    expect(await answerTo(client)).toEqual({ status: 200, text: 'answer' });
    expect(await outcomes[0]).toEqual(Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
  });

  it('refuses by its content-length before anything arrives', async () => {
    const client = post({ 'content-length': LIMIT + 1 });
    client.flushHeaders();
    expect((await answerTo(client)).status).toBe(413);
    expect(await outcomes[0]).toMatchObject({ kindName: 'request_too_large' });
    client.destroy();
  });

  it('refuses a chunked body as soon as it is over the limit', async () => {
    const client = post();
    client.write('x'.repeat(LIMIT + 1));
    expect((await answerTo(client)).status).toBe(413);
    client.destroy();
  });

  it.each([
    ['a content-length', { 'content-length': 4 * MIB }],
    ['chunks', {}],
  ])(
    'reads on after a refusal by %s, so that the connection serves the next request',
    async (_what, headers) => {
      const client = post(headers);
      for (let count = 0; count < 4; count += 1) client.write(Buffer.alloc(MIB));
      client.end();
      expect((await answerTo(client)).status).toBe(413);
      const next = post();
      next.end('small');
      expect(await answerTo(next)).toEqual({ status: 200, text: 'answer' });
      expect(incoming[1]?.socket).toBe(incoming[0]?.socket);
    },
  );

  it('keeps nothing of a body that it refused', async () => {
    const message = new IncomingMessage(new Socket());
    const outcome = expect(readBody(message, LIMIT)).rejects.toThrow('larger than 1000 bytes');
    const push = (size: number) => {
      const piece = Buffer.alloc(size);
      message.push(piece);
      return new WeakRef(piece);
    };
    const first = push(LIMIT);
    await turn();
    push(1);
    await outcome;
    await turn();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect(first.deref()?.length).toBeUndefined();
  });

  it.each([
    ['chunks', {}],
    ['a content-length', { 'content-length': 500 }],
  ])('fails where the client breaks off in %s', async (_what, headers) => {
    const arrived = once(server, 'request');
    const client = post(headers);
    client.on('error', () => undefined);
    client.write('half');
    await arrived;
    client.destroy();
    expect(await outcomes[0]).toMatchObject({
      kindName: 'invalid_request',
      message: 'The body broke off; send it again.',
    });
  });

  it('survives a client that breaks off after the refusal', async () => {
    const client = post({ 'content-length': LIMIT + 1 });
    client.on('error', () => undefined);
    client.write('half');
    expect((await answerTo(client)).status).toBe(413);
    const closed = new Promise((resolve) => incoming[0]?.socket.once('close', resolve));
    client.destroy();
    await closed;
    expect(await outcomes[0]).toMatchObject({ kindName: 'request_too_large' });
  });
});
