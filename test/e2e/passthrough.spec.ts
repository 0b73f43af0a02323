import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  afterBody,
  type ByteUpstream,
  type ReceivedRequest,
  startByteUpstream,
} from '../support/byte-upstream.js';
import { type BytesAnswer, type BytesRequest, exchangeBytes } from '../support/exchange-bytes.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';

const MASTER_KEY = 'master-key-of-the-test';
const UPSTREAM_KEY = 'sk-test-upstream';

let upstream: ByteUpstream;
let gateway: ManagedGateway;

beforeAll(async () => {
  upstream = await startByteUpstream();
  gateway = await startGateway({
    BAILIAN_API_KEY: UPSTREAM_KEY,
    BAILIAN_BASE_URL: upstream.baseUrl,
    GATEWAY_MASTER_KEY: MASTER_KEY,
    HOST: '127.0.0.1',
  });
  await gateway.waitForReady();
});
afterAll(() => Promise.all([gateway.stop(), upstream.stop()]));

/** Of one connection only, or the gateway's own. */
const OWN = /^(connection|keep-alive|transfer-encoding|x-request-id|x-upstream-request-id|x-gateway-\w+)$/;
/** What a client of the gateway cannot send unchanged, or Node's client adds. */
const OF_THE_CONNECTION = /^(connection|keep-alive|transfer-encoding|host|expect)$/;
const OF_THE_CONNECTION_OR_LENGTH = /^(connection|keep-alive|transfer-encoding|host|expect|content-length)$/;

/** Sorted by name; the order of headers with one name counts. */
function pairs(rawHeaders: readonly string[], left: RegExp): readonly (readonly [string, string])[] {
  const all = rawHeaders.flatMap((name, at): readonly (readonly [string, string])[] =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? '']] : [],
  );
  return all.filter(([name]) => !left.test(name)).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
}

const seenByClient = ({ status, rawHeaders, body, isComplete }: BytesAnswer): object => ({
  status,
  headers: pairs(rawHeaders, OWN),
  body: body.toString('latin1'),
  isComplete,
});

/** An upload in chunks may be whole before it goes on; it then has a length. */
const isChunked = ({ rawHeaders }: ReceivedRequest): boolean =>
  rawHeaders.some((name) => name.toLowerCase() === 'transfer-encoding');

const seenByUpstream = (received: ReceivedRequest | undefined, left: RegExp): object => ({
  method: received?.method,
  url: received?.url,
  headers: pairs(received?.rawHeaders ?? [], left),
  body: received?.body.toString('latin1'),
});

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

interface Case extends BytesRequest {
  readonly name: string;
  /** On the upstream's host, and behind /p/bailian. */
  readonly path?: string;
  readonly answer: Answer;
}

const DATE = 'Mon, 05 Oct 2026 08:00:00 GMT';
const JSON_TYPE = { 'content-type': 'application/json' };
const BIG_NUMBERS = '{ "id":12345678901234567890, "x": 1e400,"a":1,"a":2 , "f":0.10000000000000000555}';
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** Answers with a status and a body of known length. */
const plain = (
  status: number,
  body: string | Buffer = '',
  headers: Readonly<Record<string, string>> = {},
): Answer =>
  afterBody((response) =>
    response
      .writeHead(status, { date: DATE, 'content-length': Buffer.byteLength(body), ...headers })
      .end(body),
  );

/** Answers without a body or a length. */
const bare = (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  afterBody((response) => response.writeHead(status, { date: DATE, ...headers }).end());

const chunked = (...pieces: readonly (string | Buffer)[]): Answer =>
  afterBody((response) => {
    response.writeHead(200, { date: DATE, 'content-type': 'application/octet-stream' });
    for (const piece of pieces) response.write(piece);
    response.end();
  });

/** Sends a part, and cuts the connection once that part has left. */
const breaksOff = (headers: Readonly<Record<string, string>>, part: string): Answer =>
  afterBody((response) => {
    response.writeHead(200, { date: DATE, ...headers });
    response.write(part, () => response.socket?.end());
  });

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((method): Case => {
  const body = method === 'GET' || method === 'OPTIONS' ? undefined : `{"of": "${method}"}`;
  return {
    name: `the method ${method}`,
    method,
    path: '/api/v1/things/7?a=1&b=%20%2F..&b=[]',
    headers: body === undefined ? {} : { ...JSON_TYPE, 'content-length': String(body.length) },
    body,
    answer: plain(200, `answer to ${method}`, { allow: 'GET, POST', 'x-any': 'thing' }),
  };
});

const STATUSES: readonly Case[] = [
  { name: 'status 201', answer: plain(201, '{"id":1}', { location: '/api/v1/things/1' }) },
  { name: 'status 202', answer: plain(202) },
  { name: 'status 204', answer: bare(204, { 'x-any': 'thing' }) },
  { name: 'status 301', answer: plain(301, 'moved', { location: 'https://elsewhere.example/x?y#z' }) },
  { name: 'status 302 to the host itself', answer: plain(302, '', { location: '/api/v1/other' }) },
  { name: 'status 304', answer: bare(304, { etag: '"a"' }), headers: { 'if-none-match': '"a"' } },
  ...[400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 502, 503].map((status): Case => ({
    name: `an error ${status}`,
    answer: plain(status, `{"code":"Some.Code",\n "message":"<${status}> 错误","request_id":"r-1"}`, {
      'content-type': 'application/json;charset=UTF-8',
      'retry-after': '7',
      'x-dashscope-anything': 'kept',
    }),
  })),
  {
    name: 'an error that is no JSON',
    answer: plain(500, '<html>oops</html>', { 'content-type': 'text/html' }),
  },
  {
    name: 'an error in chunks',
    answer: afterBody((response) => response.writeHead(503, { date: DATE }).end('x')),
  },
];

const BODIES: readonly Case[] = [
  {
    name: 'HEAD with a length',
    method: 'HEAD',
    answer: bare(200, { 'content-length': '12345', etag: '"b"' }),
  },
  { name: 'HEAD without one', method: 'HEAD', answer: bare(200) },
  { name: 'HEAD of what is not there', method: 'HEAD', answer: bare(404, { 'content-length': '17' }) },
  { name: 'an answer without a body', answer: plain(200) },
  { name: 'an answer of no chunks', answer: chunked() },
  { name: 'an answer in chunks', answer: chunked('one', 'two', 'three') },
  {
    name: 'an answer that ends with its connection',
    answer: afterBody((response) => {
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { date: DATE, connection: 'close' }).end('until the end');
    }),
  },
  { name: 'every byte there is', answer: plain(200, ALL_BYTES), method: 'POST', body: ALL_BYTES },
  { name: 'numbers that no parser keeps', answer: plain(200, BIG_NUMBERS, JSON_TYPE) },
  {
    name: 'events',
    headers: { accept: 'text/event-stream' },
    answer: afterBody((response) => {
      response.writeHead(200, { date: DATE, 'content-type': 'text/event-stream;charset=UTF-8' });
      response.write('id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"a":12345678901234567890}\n\n');
      response.end('id:2\nevent:result\ndata:{"finish_reason":"stop"}\r\n\r\ndata: [DONE]\n\n');
    }),
  },
  {
    name: 'a compressed answer, as it is',
    headers: { 'accept-encoding': 'gzip;q=0.5, br;q=0' },
    answer: plain(200, gzipSync('{"compressed": true}'), {
      ...JSON_TYPE,
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding',
    }),
  },
  {
    name: 'a part of a file',
    headers: { range: 'bytes=10-13', 'if-range': '"c"' },
    answer: plain(206, 'part', {
      'content-range': 'bytes 10-13/4000',
      'accept-ranges': 'bytes',
      etag: '"c"',
    }),
  },
  {
    name: 'a download with a name beyond ASCII',
    answer: afterBody((response) => {
      const head = 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\ndate: ';
      response.socket?.end(`${head}${DATE}\r\ncontent-disposition: attachment; filename="文件.txt"\r\n\r\nx`);
    }),
  },
  {
    name: 'headers beyond ASCII',
    headers: { 'x-text': 'caf\u00e9' },
    answer: afterBody((response) => {
      const head = `HTTP/1.1 200 OK\r\nconnection: close\r\ndate: ${DATE}\r\ncontent-length: 1\r\n`;
      response.socket?.end(Buffer.from(`${head}x-text: \xe9\xe6\x96\x87\r\n\r\nx`, 'latin1'));
    }),
  },
  {
    name: 'headers that come several times',
    headers: { 'x-many': ['one', 'two', 'three'], accept: ['a/b', 'c/d'] },
    answer: afterBody((response) =>
      response
        .writeHead(200, ['Date', DATE, 'X-Many', 'a', 'x-many', 'b', 'Link', '<1>', 'Link', '<2>'])
        .end('many'),
    ),
  },
  {
    name: 'a header of 8 KB, and one that is empty',
    headers: { 'x-long': 'l'.repeat(8_000), 'x-empty': '' },
    answer: bare(200, { 'x-long': 'm'.repeat(8_000), 'x-empty': '' }),
  },
  {
    name: 'an answer that is shorter than its length',
    answer: breaksOff({ 'content-length': '100' }, 'short'),
  },
  {
    name: 'chunks that break off',
    answer: breaksOff({ 'content-type': 'application/octet-stream' }, 'first'),
  },
  {
    name: 'events that break off',
    answer: breaksOff({ 'content-type': 'text/event-stream' }, 'data: 1\n\nda'),
  },
];

const form =
  '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{}\n\r\n--b--\r\n';
const UPLOADS: readonly Case[] = [
  {
    name: 'an upload with its length',
    method: 'POST',
    body: form,
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': String(form.length) },
    answer: plain(200, '{}'),
  },
  {
    name: 'an upload in chunks',
    method: 'POST',
    body: (request) => {
      request.write('one');
      request.write('two');
      request.end('three');
    },
    answer: plain(200, '{}'),
  },
  {
    name: 'an upload of JSON in chunks',
    path: '/api/v1/x',
    method: 'POST',
    headers: JSON_TYPE,
    body: (request) => {
      request.write('{"max_tokens"');
      request.end(':1}');
    },
    answer: plain(200, '{}'),
  },
  {
    name: 'a compressed upload',
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
    body: gzipSync('hello'),
    answer: plain(200, '{}'),
  },
  { name: 'a POST of nothing', method: 'POST', headers: { 'content-length': '0' }, answer: plain(200, '{}') },
  {
    name: 'a GET with a body',
    method: 'GET',
    headers: { ...JSON_TYPE, 'content-length': '7' },
    body: '{"q":1}',
    answer: plain(200, '{}'),
  },
  {
    name: 'numbers in JSON below the base URL',
    path: '/compatible-mode/v1/chat/completions',
    method: 'POST',
    headers: { ...JSON_TYPE, 'content-length': String(BIG_NUMBERS.length) },
    body: BIG_NUMBERS,
    answer: plain(200, '{}'),
  },
  {
    name: 'text that is no JSON under its type',
    path: '/compatible-mode/v1/x',
    method: 'POST',
    headers: { ...JSON_TYPE, 'content-length': '13' },
    body: '{"max_tokens"',
    answer: plain(400, '{}'),
  },
];

describe('an exchange with the upstream through the gateway is the same, to the byte, as a direct one:', () => {
  it.each([...METHODS, ...STATUSES, ...BODIES, ...UPLOADS])('$name', async (one) => {
    const { path = '/api/v1/things', answer, headers, ...rest } = one;
    upstream.answer(answer);
    const key = (secret: string): BytesRequest => ({
      ...rest,
      headers: { ...headers, authorization: `Bearer ${secret}` },
    });
    const direct = await exchangeBytes(upstream.origin + path, key(UPSTREAM_KEY));
    const passed = await exchangeBytes(`${gateway.origin}/p/bailian${path}`, key(MASTER_KEY));
    expect(seenByClient(passed)).toEqual(seenByClient(direct));
    expect(upstream.received).toHaveLength(2);
    const left = upstream.received.some(isChunked) ? OF_THE_CONNECTION_OR_LENGTH : OF_THE_CONNECTION;
    expect(seenByUpstream(upstream.received[1], left)).toEqual(seenByUpstream(upstream.received[0], left));
  });
});
