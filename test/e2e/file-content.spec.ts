import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, sendRequest } from '../support/http-request.js';
import { listenOnLoopback, type LoopbackServer } from '../support/loopback-server.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { until } from '../support/until.js';

let upstream: LoopbackServer;
let gateway: ManagedGateway;
let answer: RequestListener;

beforeAll(async () => {
  upstream = await listenOnLoopback(
    createServer((request, response) => {
      if (request.url === '/v1/models') response.end('{"data":[]}');
      else answer(request, response);
    }),
  );
  gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test',
    BAILIAN_BASE_URL: `http://127.0.0.1:${upstream.port}/v1`,
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.stop();
});

const read = (headers: Record<string, string> = {}): Promise<Answer> =>
  sendRequest(`${gateway.origin}/v1/files/file-1/content`, { headers });

it('has the length, type and range of the upstream, and nothing else of its headers', async () => {
  answer = ({ url, headers }, response) => {
    expect(url).toBe('/v1/files/file-1/content');
    expect(headers).toMatchObject({
      range: 'bytes=2-4',
      'if-range': '"tag"',
      authorization: 'Bearer sk-test',
    });
    response.writeHead(206, {
      'content-type': 'text/csv',
      'content-range': 'bytes 2-4/9',
      'content-length': '3',
      'accept-ranges': 'bytes',
      etag: '"tag"',
      'set-cookie': 'a=b',
      'x-request-id': 'up-1',
    });
    response.end('abc');
  };
  const got = await read({ range: 'bytes=2-4', 'if-range': '"tag"', cookie: 'c=d' });
  expect(got).toMatchObject({
    status: 206,
    text: 'abc',
    headers: {
      'content-type': 'text/csv',
      'content-range': 'bytes 2-4/9',
      'content-length': '3',
      'accept-ranges': 'bytes',
      etag: '"tag"',
      'x-upstream-request-id': 'up-1',
      'x-gateway-provider': 'bailian',
    },
  });
  expect(got.headers['set-cookie']).toBeUndefined();
});

it('is binary where the upstream says nothing', async () => {
  answer = (_request, response) => response.end(Buffer.from([0, 255, 10]));
  expect(await read()).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
  });
});

it.each([
  [404, 404, 'not_found'],
  [416, 416, 'range_not_satisfiable'],
  [400, 400, null],
  [401, 502, 'upstream_auth'],
  [500, 502, 'upstream_error'],
] as const)('renders the status %i of the upstream as %i in the envelope', async (status, expected, code) => {
  answer = (_request, response) => {
    response.statusCode = status;
    response.end('{"error":{"message":"Not so.","type":"t","code":null}}');
  };
  const { status: got, error } = await read();
  expect({ status: got, code: error.code }).toEqual({ status: expected, code });
});

it('ends the connection where the upstream breaks off', async () => {
  answer = (_request, response) => {
    response.setHeader('content-length', '10').write('half', () => response.destroy());
  };
  const response = await fetch(`${gateway.origin}/v1/files/file-1/content`);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

it('lets go of the upstream when the client leaves', async () => {
  let hasLeft = false;
  answer = (_request, response) => {
    response.write('x');
    response.once('close', () => {
      hasLeft = true;
    });
  };
  const leaving = new AbortController();
  const { body } = await fetch(`${gateway.origin}/v1/files/file-1/content`, { signal: leaving.signal });
  await body?.getReader().read();
  leaving.abort();
  await until(() => hasLeft);
});

it.each(['..', '.', 'a%2Fb', 'a%3Fb', 'a%0d%0ab', 'a'.repeat(201)])('takes %s for no id', async (id) => {
  answer = (_request, response) => response.end('it was asked');
  const path = id.startsWith('.') ? id.replaceAll('.', '%2e') : id;
  const { status, text } = await sendRequest(`${gateway.origin}/v1/files/${path}/content`);
  expect(status).toBe(404);
  expect(text).not.toContain('it was asked');
});
