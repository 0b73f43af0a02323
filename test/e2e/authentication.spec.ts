import type { ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, type RequestOptions, sendChat, sendRequest } from '../support/http-request.js';

const MASTER_KEY = 'master-key-of-the-test';
const BEARER = { authorization: `Bearer ${MASTER_KEY}` };
const GOOD = { model: 'qwen-plus', messages: [{ role: 'user', content: 'hi' }] };
const REFUSED = {
  status: 401,
  error: { type: 'authentication_error', code: 'invalid_api_key', param: null },
};
const PUBLIC_PATHS = [
  '/health',
  '/health/live',
  '/health/ready',
  '/swagger',
  '/swagger/swagger-ui.css',
  '/openapi.json',
];

describe('with a master key', () => {
  const running = useGatewayAndSimulator({ GATEWAY_MASTER_KEY: MASTER_KEY, HOST: '127.0.0.1' });

  const send = (path: string, options?: RequestOptions): Promise<Answer> =>
    sendRequest(running.gateway.origin + path, options);

  it.each<[string, Record<string, string>]>([
    ['as a bearer', BEARER],
    ['as a bearer in lower case', { authorization: `bearer ${MASTER_KEY}` }],
    ['as x-api-key', { 'x-api-key': MASTER_KEY }],
  ])('takes it %s', async (_name, headers) => {
    expect(await sendChat(running.gateway.origin, GOOD, headers)).toMatchObject({ status: 200 });
    expect(await send('/v1/models', { headers })).toMatchObject({ status: 200 });
  });

  it.each<[string, Record<string, string>]>([
    ['no key', {}],
    ['an empty bearer', { authorization: 'Bearer ' }],
    ['an empty x-api-key', { 'x-api-key': '' }],
    ['a wrong key', { authorization: 'Bearer another-key' }],
    ['a wrong x-api-key', { 'x-api-key': 'another-key' }],
    ['the beginning of the key', { authorization: `Bearer ${MASTER_KEY.slice(0, -1)}` }],
    ['more than the key', { authorization: `Bearer ${MASTER_KEY}x` }],
    ['the key in another case', { authorization: `Bearer ${MASTER_KEY.toUpperCase()}` }],
    ['the key without Bearer', { authorization: MASTER_KEY }],
    ['basic credentials', { authorization: `Basic ${Buffer.from(`x:${MASTER_KEY}`).toString('base64')}` }],
    ['a wrong bearer beside the right x-api-key', { authorization: 'Bearer no', 'x-api-key': MASTER_KEY }],
    ['two keys in one x-api-key', { 'x-api-key': `wrong, ${MASTER_KEY}` }],
    ['the key in a cookie', { cookie: `key=${MASTER_KEY}` }],
  ])('refuses %s', async (_name, headers) => {
    expect(await sendChat(running.gateway.origin, GOOD, headers)).toMatchObject(REFUSED);
    expect(await send('/v1/models', { headers })).toMatchObject(REFUSED);
    expect(await send('/v1/models/qwen-plus', { headers })).toMatchObject(REFUSED);
  });

  it('sends nothing of what it refuses to the upstream', async () => {
    await sendChat(running.gateway.origin, GOOD);
    const requests = await running.simulator.requests();
    expect(requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('refuses the key in the query', async () => {
    expect(await send(`/v1/models?api_key=${MASTER_KEY}&key=${MASTER_KEY}`)).toMatchObject(REFUSED);
  });

  it('says how to give a key, and repeats none', async () => {
    const { error } = await sendChat(running.gateway.origin, GOOD, { authorization: 'Bearer sk-mistyped' });
    expect(error.message).toMatch(/Authorization: Bearer.*x-api-key/);
    expect(error.message).not.toContain('mistyped');
  });

  it('refuses before it looks at the body', async () => {
    expect(await sendChat(running.gateway.origin, '{ not JSON')).toMatchObject(REFUSED);
    expect(await sendChat(running.gateway.origin, GOOD, { 'content-encoding': 'gzip' })).toMatchObject(
      REFUSED,
    );
  });

  it('refuses before the body is there', async () => {
    const body = (request: ClientRequest): void => {
      request.write('{"model":');
    };
    const headers = { 'content-length': '1000' };
    expect(await send('/v1/chat/completions', { method: 'POST', headers, body })).toMatchObject(REFUSED);
  });

  it('refuses a body that never ends, and cuts it off', async () => {
    const { hostname, port } = new URL(running.gateway.origin);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => (received += bytes.toString('utf8')));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const piece = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
    const writeOn = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', writeOn);
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    writeOn();
    await closed;
    expect(received).toMatch(/^HTTP\/1\.1 401 .*invalid_api_key/s);
  });

  it.each(PUBLIC_PATHS)('needs no key for %s', async (path) => {
    expect(await send(path)).toMatchObject({ status: 200 });
    expect(await send(path, { headers: { authorization: 'Bearer wrong' } })).toMatchObject({ status: 200 });
  });

  it.each([
    '/V1/models',
    '/v1/MODELS',
    '//v1/models',
    '/v1//models',
    '/v1/models/',
    '/./v1/models',
    '/v1%2fmodels',
    '/%76%31/models',
    '/v1/models%00',
    '/v1/models;x=y',
    '/v1/models?/health',
    '/v1/models#/health',
    '/health/../v1/models',
    '/health/..;/v1/models',
    '/health/%2e%2e/v1/models',
    '/health%2f..%2fv1/models',
    '/HEALTH',
    '/Health/Live',
    '/health/',
    '/SWAGGER',
    '/Swagger/swagger-ui.css',
    '/OpenAPI.json',
    '/nothing',
    '/',
    '/metrics',
    '/v1/models/health',
    '/v1/health',
    '\\v1\\models',
    '/swagger\\..\\v1\\models',
  ])('opens nothing by way of %s', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      const answer = await send(path, { method });
      expect(answer.status).toBe(401);
      if (method !== 'HEAD') expect(answer).toMatchObject(REFUSED);
    }
  });

  it.each([
    '/swagger/../v1/models',
    '/swagger/..%2fv1/models',
    '/swagger/%2e%2e/v1/models',
    '/swagger/..;/v1/models',
    '/swagger//v1/models',
  ])('opens no model route by way of the public %s', async (path) => {
    const answer = await send(path);
    expect(answer).toMatchObject({ status: 404, error: { code: 'unknown_route' } });
  });

  it('does not believe headers that rewrite the path', async () => {
    const headers = { 'x-original-url': '/health', 'x-rewrite-url': '/health', 'x-forwarded-uri': '/health' };
    expect(await send('/v1/models', { headers })).toMatchObject(REFUSED);
    expect(await send('/v1/models', { headers: { 'x-http-method-override': 'OPTIONS' } })).toMatchObject(
      REFUSED,
    );
  });
});

describe('with a master key and a base path', () => {
  const running = useGatewayAndSimulator({
    GATEWAY_MASTER_KEY: MASTER_KEY,
    HOST: '127.0.0.1',
    BASE_PATH: '/ai',
  });
  const send = (path: string): Promise<Answer> => sendRequest(running.gateway.origin + path);

  it.each(PUBLIC_PATHS)('needs no key for %s below it', async (path) => {
    expect(await send(`/ai${path}`)).toMatchObject({ status: 200 });
  });

  it.each([
    '/ai/v1/models',
    '/v1/models',
    '/health',
    '/xy/health',
    '/v1/health',
    '/AI/health',
    '/ai',
    '/ai/',
  ])('needs a key for %s', async (path) => {
    expect(await send(path)).toMatchObject(REFUSED);
  });
});

describe('without a master key, on loopback', () => {
  const running = useGatewayAndSimulator();

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['any bearer', { authorization: 'Bearer whatever' }],
    ['basic', { authorization: 'Basic eDp5' }],
    ['any x-api-key', { 'x-api-key': 'whatever' }],
  ])('ignores credentials: %s', async (_name, headers) => {
    expect(await sendChat(running.gateway.origin, GOOD, headers)).toMatchObject({ status: 200 });
  });

  it('sends its own key to the upstream, and nothing of the client’s', async () => {
    const secret = 'sk-of-the-client';
    await sendChat(running.gateway.origin, GOOD, {
      authorization: `Bearer ${secret}`,
      'x-api-key': secret,
      cookie: secret,
    });
    const { headers } = await running.simulator.waitForRequest(({ method }) => method === 'POST');
    // The simulator keeps the last characters only.
    expect(headers.authorization).toBe('ream');
    expect(JSON.stringify(headers)).not.toContain(secret);
  });
});
