import { createServer } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { sendChat, sendRequest } from '../support/http-request.js';
import { listenOnLoopback, type LoopbackServer } from '../support/loopback-server.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.js';
import { until } from '../support/until.js';

const KEY = 'sk-0123456789abcd';
const BEIJING = 'dashscope.aliyuncs.com';
const SINGAPORE = 'dashscope-intl.aliyuncs.com';
const VIRGINIA = 'dashscope-us.aliyuncs.com';
const FINDING = 'the key …abcd is of the region singapore: set BAILIAN_REGION=singapore';
const REFUSAL = { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } };

const certificate = createSelfSignedCertificate([BEIJING, SINGAPORE, VIRGINIA]);
/** Host, method, path and credential of everything that any region was asked. */
const asked: string[] = [];
let modelService: LoopbackServer;
let proxy: ConnectProxy;
let gateway: ManagedGateway;

/** Every region of Model Studio, on one port: only Singapore takes the key. */
beforeAll(async () => {
  const server = createServer(certificate, ({ headers, method, url }, response) => {
    asked.push(`${headers.host ?? ''} ${method ?? ''} ${url ?? ''} ${headers.authorization ?? ''}`);
    const isTaken = headers.host === SINGAPORE;
    response.writeHead(isTaken ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isTaken ? { data: [] } : REFUSAL));
  });
  modelService = await listenOnLoopback(server);
});
afterAll(() => modelService.stop());
beforeEach(async () => {
  asked.length = 0;
  proxy = await startConnectProxy('tunnels', modelService.port);
});
afterEach(async () => {
  await gateway.stop();
  await proxy.stop();
});

async function start(variables: Readonly<Record<string, string>>): Promise<void> {
  gateway = await startGateway({
    BAILIAN_API_KEY: KEY,
    BAILIAN_PROXY_URL: proxy.url,
    NODE_EXTRA_CA_CERTS: certificate.certFile,
    ...variables,
  });
  await gateway.waitForReady();
}

const chat = () =>
  sendChat(gateway.origin, { model: 'bailian/qwen-plus', messages: [{ role: 'user', content: 'Hi' }] });

const hostsAsked = (): ReadonlySet<string> => new Set(asked.map((request) => request.split(' ')[0] ?? ''));

async function reasonOf(): Promise<string> {
  const { text } = await sendRequest(`${gateway.origin}/health`);
  const { providers } = JSON.parse(text) as { providers: readonly { status: string; reason?: string }[] };
  return `${providers[0]?.status ?? ''}: ${providers[0]?.reason ?? ''}`;
}

describe('a key of another region', () => {
  it('is named in log and readiness by discovery, before any request', async () => {
    await start({ REGION_DIAGNOSIS: 'all' });
    const entry = await gateway.waitForLog(({ reason }) => reason === FINDING);
    expect(entry).toMatchObject({ level: 40, provider: 'bailian', key: '…abcd' });
    const reason = await until(async () => {
      const found = await reasonOf();
      return found.includes(FINDING) ? found : undefined;
    });
    expect(reason).toMatch(/^degraded: the key/);
    expect(asked.filter((request) => request.startsWith(SINGAPORE))).toEqual([
      `${SINGAPORE} GET /compatible-mode/v1/models Bearer ${KEY}`,
    ]);
  });

  it('is named after the first request, and the client has its answer without it', async () => {
    await start({
      REGION_DIAGNOSIS: 'singapore',
      BAILIAN_MODELS: 'qwen-plus',
      CONFIGURED_PROVIDER_MODELS_MODE: 'allowlist',
    });
    expect(asked).toEqual([]);
    expect(await reasonOf()).toBe('ok: ');
    const answers = await Promise.all([chat(), chat(), chat()]);
    for (const { status, error, text } of answers) {
      expect(status).toBe(502);
      expect(error.code).toBe('upstream_auth');
      expect(text).not.toContain('abcd');
    }
    await gateway.waitForLog(({ reason }) => reason === FINDING);
    await chat();
    expect(hostsAsked()).toEqual(new Set([BEIJING, SINGAPORE]));
    expect(asked.filter((request) => request.startsWith(SINGAPORE))).toHaveLength(1);
    const warnings = gateway.logEntries().filter(({ reason }) => reason === FINDING);
    expect(warnings).toHaveLength(1);
    expect(gateway.process.lines.join('\n')).not.toContain(KEY);
  });

  it('is looked for nowhere unless the operator allows it', async () => {
    await start({});
    await chat();
    expect(hostsAsked()).toEqual(new Set([BEIJING]));
    expect(await reasonOf()).toMatch(/^degraded: Model Studio refuses the key/);
  });
});
