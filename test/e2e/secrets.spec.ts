import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/managed-process.mjs';
import { type Answer, sendChat, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { type ProcessOutput, recordOutput } from '../support/process-output.js';
import { type RawExchange, type RawUpstream, startRawUpstream } from '../support/raw-upstream.js';
import { runGateway } from '../support/run-gateway.js';

/** Distinctive, and such that a piece of one is recognised, too. */
const canary = (): string => `sk-canary-${randomUUID()}`;

const SECRETS = {
  upstream: canary(),
  second: canary(),
  east: canary(),
  refused: `sk-bad-${randomUUID()}`,
  master: canary(),
  client: canary(),
  proxy: randomUUID(),
};
const PIECES = Object.values(SECRETS).map((secret) => secret.slice(-16));
const FIRST_BYTE_MS = 300;
const KEY = { authorization: `Bearer ${SECRETS.master}` };

let gateway: ManagedGateway;
let simulator: ManagedSimulator;
let raw: RawUpstream;
let output: ProcessOutput;

beforeAll(async () => {
  [simulator, raw] = await Promise.all([startSimulator(), startRawUpstream()]);
  const nobody = `http://127.0.0.1:${await findFreePort()}`;
  gateway = await startGateway({
    LOG_LEVEL: 'trace',
    HOST: '127.0.0.1',
    GATEWAY_MASTER_KEY: SECRETS.master,
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: String(FIRST_BYTE_MS),
    UPSTREAM_IDLE_TIMEOUT_MS: String(FIRST_BYTE_MS),
    BAILIAN_API_KEY: `${SECRETS.upstream},${SECRETS.second}`,
    BAILIAN_BASE_URL: simulator.baseUrl,
    BAILIAN_RAW_API_KEY: SECRETS.east,
    BAILIAN_RAW_BASE_URL: raw.baseUrl,
    BAILIAN_REFUSED_API_KEY: SECRETS.refused,
    BAILIAN_REFUSED_BASE_URL: simulator.baseUrl,
    BAILIAN_GONE_API_KEY: SECRETS.east,
    BAILIAN_GONE_BASE_URL: `${nobody}/v1`,
    BAILIAN_PROXIED_API_KEY: SECRETS.east,
    BAILIAN_PROXIED_BASE_URL: 'http://upstream.example/v1',
    BAILIAN_PROXIED_PROXY_URL: nobody.replace('//', `//user:${SECRETS.proxy}@`),
  });
  output = recordOutput(gateway);
  await gateway.waitForReady();
});
afterAll(() => Promise.all([gateway.stop(), simulator.stop(), raw.stop()]));

function expectNoSecret(text: string): void {
  for (const piece of PIECES) expect(text).not.toContain(piece);
}

/** Neither in headers nor in the body. */
function expectClean(answer: Answer): void {
  expectNoSecret(JSON.stringify(answer.headers) + answer.text);
}

/** The log is written in batches: all of it is there when this answer's line is. */
async function readLog(): Promise<string> {
  const { headers } = await sendRequest(`${gateway.origin}/v1/models`, { headers: KEY });
  await gateway.waitForLog(({ requestId }) => requestId === headers['x-request-id']);
  return output.text();
}

async function expectCleanPlaces(): Promise<void> {
  expectClean(await sendRequest(`${gateway.origin}/health`));
  for (const path of ['/metrics', '/health']) expectClean(await sendRequest(gateway.management + path));
  expectNoSecret(await readLog());
}

const chat = (fields: object = {}, headers: Record<string, string> = KEY): Promise<Answer> =>
  sendChat(
    gateway.origin,
    { model: 'bailian/qwen-plus', messages: [{ role: 'user', content: 'hi' }], ...fields },
    headers,
  );

async function expectFailures(fields: object, status: number): Promise<void> {
  for (const stream of [false, true]) {
    const answer = await chat({ ...fields, stream });
    expect(answer.status).toBe(status);
    expectClean(answer);
  }
  await expectCleanPlaces();
}

describe('no secret shows', () => {
  it.each(['/openapi.json', '/swagger/swagger-ui-init.js', '/v1/models', '/v1/models/qwen-plus', '/nothing'])(
    'in %s',
    async (path) => {
      expectClean(await sendRequest(gateway.origin + path, { headers: KEY }));
    },
  );

  it('after chats that go well', async () => {
    for (const stream of [false, true]) {
      const answer = await chat({ stream });
      expect(answer.status).toBe(200);
      expectClean(answer);
    }
    await expectCleanPlaces();
  });

  it.each<[string, Record<string, string>]>([
    ['a wrong bearer', { authorization: `Bearer ${SECRETS.client}` }],
    ['a wrong x-api-key', { 'x-api-key': SECRETS.client }],
    ['a key without Bearer', { authorization: SECRETS.client }],
    ['a key as basic credentials', { authorization: `Basic ${SECRETS.client}` }],
    ['a key as its own request id', { 'x-api-key': 'wrong', 'x-request-id': `${SECRETS.client}!` }],
  ])('after %s', async (_name, headers) => {
    const answer = await chat({}, headers);
    expect(answer.status).toBe(401);
    expectClean(answer);
    await expectCleanPlaces();
  });

  it('after a key in the query or in a cookie', async () => {
    const answer = await sendRequest(`${gateway.origin}/v1/models?api_key=${SECRETS.client}`, {
      headers: { cookie: SECRETS.client },
    });
    expectClean(answer);
    await expectCleanPlaces();
  });

  it('after the upstream refused the key', async () => {
    await expectFailures({ model: 'bailian-refused/qwen-plus' }, 502);
  });

  it('after nobody listened', async () => {
    await expectFailures({ model: 'bailian-gone/qwen-plus' }, 502);
  });

  it('after a proxy with a password did not answer', async () => {
    await expectFailures({ model: 'bailian-proxied/qwen-plus' }, 502);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['closed the connection', { cutBeforeHeaders: true }, 502],
    ['sent what is no JSON', { status: 200, rawBody: '{"id":' }, 502],
    ['failed', { preset: 'internal_server_error' }, 502],
    ['was limited', { preset: 'insufficient_quota' }, 429],
    ['did not answer in time', { firstByteDelayMs: 60_000 }, 504],
    ['redirected', { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } }, 502],
  ])('after the upstream %s', async (_name, fault, status) => {
    await simulator.reset();
    await simulator.inject({ ...fault, times: 10, match: { path: '/chat/completions' } });
    await expectFailures({}, status);
  });

  it('after a stream that fell silent, and one that was cut', async () => {
    for (const fault of [{ stallAfterEvents: 2 }, { cutAfterEvents: 2 }]) {
      await simulator.reset();
      await simulator.inject({ ...fault, match: { path: '/chat/completions' } });
      const answer = await chat({ stream: true });
      expect(answer.text).toContain('"error"');
      expectClean(answer);
    }
    await expectCleanPlaces();
  });

  it('after the gateway failed to read a request', async () => {
    for (const body of ['{', `{"model":"${SECRETS.client}"`, '['.repeat(1_000)]) {
      expectClean(await sendChat(gateway.origin, body, KEY));
    }
    await expectCleanPlaces();
  });

  it('where an upstream repeats the key in its error', async () => {
    const key = ({ request }: RawExchange): string => String(request.headers.authorization);
    for (const status of [400, 401, 429, 500, 503]) {
      raw.answerChat((exchange) => {
        const error = { message: `Your key "${key(exchange)}" is not right`, type: key(exchange), code: 'x' };
        exchange.response.writeHead(status, { 'content-type': 'application/json' });
        exchange.response.end(JSON.stringify({ error, request_id: key(exchange) }));
      });
      for (const stream of [false, true]) {
        const answer = await chat({ model: 'bailian-raw/qwen-plus', stream });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expectClean(answer);
      }
    }
    await expectCleanPlaces();
  });
});

describe('a key', () => {
  it('is not sent where a redirect points', async () => {
    await simulator.reset();
    const elsewhere = `${raw.origin}/compatible-mode/v1/chat/completions`;
    raw.answerChat(({ response }) => response.end('{}'));
    for (const status of [301, 302, 303, 307, 308]) {
      await simulator.inject({
        status,
        headers: { location: elsewhere },
        match: { path: '/chat/completions' },
      });
      expect(await chat()).toMatchObject({ status: 502 });
    }
    expect(raw.exchanges).toEqual([]);
  });

  it('of the gateway goes to no upstream', async () => {
    raw.answerChat(({ response }) => response.writeHead(500).end('{}'));
    await chat({ model: 'bailian-raw/qwen-plus' }, { 'x-api-key': SECRETS.master, cookie: SECRETS.client });
    const [exchange] = raw.exchanges;
    expect(exchange?.request.headers.authorization).toBe(`Bearer ${SECRETS.east}`);
    const sent = JSON.stringify([exchange?.request.rawHeaders, exchange?.body]);
    for (const secret of [SECRETS.master, SECRETS.client, SECRETS.upstream]) {
      expect(sent).not.toContain(secret);
    }
  });
});

describe('settings that are not valid', () => {
  it('are reported without the secrets among them', async () => {
    const { ending, output: written } = await runGateway(
      {
        LOG_LEVEL: 'trace',
        PORT: SECRETS.client,
        GATEWAY_MASTER_KEY: SECRETS.master.slice(-7),
        BAILIAN_API_KEY: SECRETS.upstream,
        BAILIAN_BASE_URL: `not-a-url-${SECRETS.upstream}`,
        BAILIAN_REGION: SECRETS.upstream,
        BAILIAN_PROXY_URL: `ftp://user:${SECRETS.proxy}@proxy.example`,
        HTTPS_PROXY: `ftp://user:${SECRETS.proxy}@proxy.example`,
        UPPER_SECRET: SECRETS.client,
      },
      {
        'config.yaml': [
          'providers:',
          `  local: { type: "${SECRETS.client}", api_key: "${SECRETS.east}", extra: "${SECRETS.east}" }`,
          '  other: { type: "${UPPER_SECRET}", api_key: "${UPPER_SECRET", base_url: "x${UPPER_SECRET}" }',
          `aliases: { fast: "${SECRETS.client}" }`,
        ].join('\n'),
      },
    );
    expect(ending).toBe('exit code 1');
    expect(written).toContain('BAILIAN_BASE_URL');
    expectNoSecret(written);
    expect(written).not.toContain(SECRETS.master.slice(-7));
  });

  it('are reported without the secrets of a file that is no YAML', async () => {
    for (const yaml of [
      `api_key: "${SECRETS.client}\nport: 1`,
      `a: *${SECRETS.client}\n`,
      `a: 1\n${SECRETS.client} b\nc: ${SECRETS.client}: x\n`,
    ]) {
      const { ending, output: written } = await runGateway(
        { BAILIAN_API_KEY: SECRETS.upstream },
        { 'config.yaml': yaml },
      );
      expect(ending).toBe('exit code 1');
      expectNoSecret(written);
    }
  });

  it('are reported without a key that no header can carry', async () => {
    const { ending, output: written } = await runGateway({
      BAILIAN_API_KEY: `${SECRETS.upstream}\n${SECRETS.second}`,
      GATEWAY_MASTER_KEY: `${SECRETS.master} ${SECRETS.second}`,
    });
    expect(ending).toBe('exit code 1');
    expect(written).toContain('GATEWAY_MASTER_KEY');
    expect(written).toContain('BAILIAN_API_KEY');
    expectNoSecret(written);
  });
});
