import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/managed-process.mjs';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, type RequestOptions, sendChat, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { startModelServer } from '../support/model-server.js';
import { type FailedStart, runGateway } from '../support/run-gateway.js';

const KEY = { BAILIAN_API_KEY: 'sk-test' };
const READY_MS = 10_000;
const GOOD = { model: 'qwen-plus', messages: [{ role: 'user', content: 'hi' }] };

/** The lines that a failed start writes after the first. */
function problemsOf({ ending, output }: FailedStart): readonly string[] {
  expect(ending).toBe('exit code 1');
  const [first, ...problems] = output.trimEnd().split('\n');
  expect(first).toBe('The settings are not valid:');
  expect(output).not.toMatch(/^\s+at /m);
  return problems.map((line) => line.trim());
}

function expectProblems(start: FailedStart, ...expected: readonly RegExp[]): void {
  const problems = problemsOf(start);
  expect(problems).toHaveLength(expected.length);
  for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
}

describe('settings that are not valid', () => {
  it('are all named at once, without their values, and end the start', async () => {
    const start = await runGateway({
      PORT: 'eighty-zzq',
      MANAGEMENT_PORT: '70000',
      BASE_PATH: 'ai-zzq',
      LOG_LEVEL: 'loud-zzq',
      CONFIGURED_PROVIDER_MODELS_MODE: 'mixed-zzq',
      MAX_BODY_BYTES: '12',
      UPSTREAM_CONNECT_TIMEOUT_MS: '-1',
      CORS_ORIGINS: 'origin-zzq',
      TRUSTED_PROXIES: 'proxy-zzq',
      GATEWAY_MASTER_KEY: 'k-zzq',
      HTTPS_PROXY: 'ftp://proxy-zzq',
      BAILIAN_API_KEY: 'sk-zzq',
      BAILIAN_BASE_URL: 'url-zzq',
      BAILIAN_EAST_API_KEY: 'sk-zzq',
      BAILIAN_EAST_REGION: 'nowhere-zzq',
      BAILIAN_WEST_REGION: 'tokyo',
    });
    expectProblems(
      start,
      /^PORT: /,
      /^MANAGEMENT_PORT: /,
      /^BASE_PATH: /,
      /^LOG_LEVEL: .*trace/,
      /^CONFIGURED_PROVIDER_MODELS_MODE: .*allowlist/,
      /^MAX_BODY_BYTES: /,
      /^UPSTREAM_CONNECT_TIMEOUT_MS: /,
      /^CORS_ORIGINS: /,
      /^TRUSTED_PROXIES: /,
      /^GATEWAY_MASTER_KEY: /,
      /^HTTPS_PROXY: /,
      /^BAILIAN_BASE_URL: /,
      /^BAILIAN_EAST_REGION: .*singapore/,
      /bailian-west.*api_key: is needed$/,
      /bailian-west.*workspace_id: /,
    );
    expect(start.output).not.toMatch(/zzq|70000/);
  });

  it('are none at all where a variable is empty', async () => {
    expectProblems(
      await runGateway({ BAILIAN_API_KEY: '', PORT: '' }),
      /^BAILIAN_API_KEY: no provider is configured/,
    );
  });
});

describe('the host', () => {
  it.each(['0.0.0.0', 'gateway.example'])('refuses to be %s without a master key', async (host) => {
    expectProblems(
      await runGateway({ ...KEY, HOST: host }),
      /^HOST: .*GATEWAY_MASTER_KEY.*GATEWAY_ANONYMOUS/,
    );
  });

  it('refuses from config.yaml, too', async () => {
    const start = await runGateway(KEY, { 'config.yaml': 'log_level: info\nhost: 0.0.0.0\n' });
    expectProblems(start, /^config\.yaml:2:1 host: /);
  });

  const address = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  it.each<[string, Record<string, string>, string]>([
    ['127.0.0.1 without a master key', {}, '127.0.0.1'],
    ['0.0.0.0 with one', { GATEWAY_MASTER_KEY: 'master-key' }, '0.0.0.0'],
    ['0.0.0.0 for everybody where that is said', { HOST: '0.0.0.0', GATEWAY_ANONYMOUS: 'true' }, '0.0.0.0'],
  ])('is %s, and ready within seconds', async (_name, variables, host) => {
    const upstream = await startModelServer('qwen-plus');
    const startedAt = performance.now();
    const gateway = await startGateway({ ...KEY, BAILIAN_BASE_URL: upstream.baseUrl, ...variables });
    await gateway.waitForReady();
    expect(performance.now() - startedAt).toBeLessThan(READY_MS);
    const { port } = new URL(gateway.origin);
    if (address !== undefined) {
      const answer = sendRequest(`http://${address}:${port}/health`);
      if (host === '0.0.0.0') expect(await answer).toMatchObject({ status: 200 });
      else await expect(answer).rejects.toThrow('ECONNREFUSED');
    }
    await Promise.all([gateway.stop(), upstream.stop()]);
  });
});

describe('config.yaml', () => {
  it('is wrong with line and column, and a hint where a key is misspelt', async () => {
    const start = await runGateway(KEY, {
      'config.yaml': [
        'prot: 8080',
        'log_level: loud',
        'max_body_bytes: ${UNSET_SIZE}',
        'providers:',
        '  local:',
        '    type: openai-compatible',
        '    api_kye: secret-value',
        '    api_key: ${file:/no/such/secret}',
        '  Bad_Name:',
        '    type: vllm',
        '    api_key: secret-value',
        'aliases:',
        '  fast: nobody/qwen-flash',
      ].join('\n'),
    });
    expectProblems(
      start,
      /^config\.yaml:1:1 prot: .*did you mean port\?/,
      /^config\.yaml:2:1 log_level: /,
      /^config\.yaml:3:17: the variable UNSET_SIZE is not set/,
      /^config\.yaml:3:1 max_body_bytes: /,
      /^config\.yaml:7:5 api_kye: .*did you mean api_key\?/,
      /^config\.yaml:8:14: the file \/no\/such\/secret cannot be read/,
      /^provider local.*base_url: is needed/,
      /Bad_Name.*only lower-case/,
      /^config\.yaml:10:5 type: must be one of bailian, openai-compatible/,
      /^config\.yaml:13:3 fast: .*<provider>\/<model>/,
    );
    expect(start.output).not.toContain('secret-value');
  });

  it.each([
    ['a tab', 'providers:\n\tlocal: {}\n', /^config\.yaml:2:1/],
    ['a key twice', 'port: 1\nport: 2\n', /^config\.yaml:2:1/],
    ['an open bracket', 'providers: {\n', /^config\.yaml:\d+:\d+/],
  ])('is wrong in its form: %s', async (_name, yaml, place) => {
    const problems = problemsOf(await runGateway(KEY, { 'config.yaml': yaml }));
    expect(problems[0]).toMatch(place);
  });

  it('must be there where CONFIG_FILE names it', async () => {
    expectProblems(await runGateway({ ...KEY, CONFIG_FILE: 'other.yaml' }), /^CONFIG_FILE: /);
  });
});

describe('a port that is taken', () => {
  let taken: Server;
  let port: string;
  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    port = String((taken.address() as { port: number }).port);
  });
  afterAll(() => taken.close());

  it('ends the start with a clear message, also while the management port is served', async () => {
    const { ending, output } = await runGateway({
      ...KEY,
      BAILIAN_BASE_URL: 'http://127.0.0.1:9/v1',
      PORT: port,
      MANAGEMENT_PORT: String(await findFreePort()),
    });
    expect(ending).toBe('exit code 1');
    const message = output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(message).toEqual([expect.stringMatching(/^The gateway cannot start: .*in use.*PORT/)]);
    expect(message[0]).toContain(port);
  });

  it('says so of an address that is not of this machine', async () => {
    const { ending, output } = await runGateway({
      ...KEY,
      BAILIAN_BASE_URL: 'http://127.0.0.1:9/v1',
      HOST: '192.0.2.1',
      GATEWAY_MASTER_KEY: 'master-key',
    });
    expect(ending).toBe('exit code 1');
    expect(output).toMatch(/^The gateway cannot start: .*HOST/m);
    expect(output).not.toMatch(/^\s+at /m);
  });
});

describe('a .env file in the working directory', () => {
  let gateway: ManagedGateway;
  afterAll(() => gateway.stop());

  it('counts as the environment, which wins', async () => {
    const upstream = await startModelServer('from-env-file');
    const dotEnv = [
      'BAILIAN_API_KEY=sk-of-the-file',
      `BAILIAN_BASE_URL="${upstream.baseUrl}"`,
      'BASE_PATH=/from-file',
      'GATEWAY_MASTER_KEY=master-key-of-the-file',
      '# PORT=1',
    ];
    gateway = await startGateway(
      { HOST: '127.0.0.1', BASE_PATH: '/from-environment' },
      { '.env': dotEnv.join('\n'), 'config.yaml': 'base_path: /from-config\n' },
    );
    await gateway.waitForReady();
    const models = await sendRequest(`${gateway.origin}/from-environment/v1/models`, {
      headers: { authorization: 'Bearer master-key-of-the-file' },
    });
    expect(models).toMatchObject({ status: 200 });
    expect(models.text).toContain('from-env-file');
    await upstream.stop();
  });
});

describe('CORS', () => {
  const ORIGIN = 'https://chat.example.com';
  const running = useGatewayAndSimulator({
    CORS_ORIGINS: `${ORIGIN}, https://other.example.com`,
    GATEWAY_MASTER_KEY: 'master-key',
    HOST: '127.0.0.1',
  });
  const send = (path: string, options: RequestOptions): Promise<Answer> =>
    sendRequest(running.gateway.origin + path, options);
  const preflight = (origin: string): Promise<Answer> =>
    send('/v1/chat/completions', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('answers a preflight without a key', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect(status).toBe(204);
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(headers['access-control-allow-methods']).toContain('POST');
    expect(headers['access-control-allow-headers']).toBe('authorization,content-type');
    expect(headers.vary).toMatch(/Origin/i);
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    'https://evil.example',
    'null',
    'http://chat.example.com',
    `${ORIGIN}.evil.example`,
    `${ORIGIN}:8443`,
  ])('lets no other origin in: %s', async (origin) => {
    for (const { headers } of [await preflight(origin), await send('/v1/models', { headers: { origin } })]) {
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('lets scripts read answers, errors among them, and the headers of the gateway', async () => {
    const answers = [
      await sendChat(running.gateway.origin, GOOD, { origin: ORIGIN, 'x-api-key': 'master-key' }),
      await sendChat(running.gateway.origin, GOOD, { origin: ORIGIN }),
      await sendChat(running.gateway.origin, '{', { origin: ORIGIN, 'x-api-key': 'master-key' }),
      await send('/nothing', { headers: { origin: ORIGIN, 'x-api-key': 'master-key' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 400, 404]);
    for (const { headers } of answers) {
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      const exposed = headers['access-control-expose-headers']?.split(',');
      expect(exposed).toEqual(
        expect.arrayContaining([
          'x-request-id',
          'x-gateway-provider',
          'x-upstream-request-id',
          'x-gateway-adapted',
          'x-should-retry',
          'retry-after',
        ]),
      );
    }
  });
});

describe('without CORS origins', () => {
  const running = useGatewayAndSimulator();

  it('lets no page of a browser in', async () => {
    const { headers } = await sendRequest(`${running.gateway.origin}/v1/models`, {
      headers: { origin: 'https://chat.example.com' },
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
