import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, sendChat, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { type ModelServer, startModelServer } from '../support/model-server.js';
import { until } from '../support/until.js';
import { writeConfigFile } from '../support/write-config-file.js';

const MESSAGES = [{ role: 'user', content: 'hi' }];
const NOT_FOUND = { status: 404, error: { type: 'invalid_request_error', code: 'model_not_found' } };

interface Model {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  readonly owned_by: string;
  readonly provider: string;
}

let gateway: ManagedGateway;
const stops: (() => Promise<void>)[] = [];

/** Starts the gateway of a group of tests; what `prepare` has started is stopped after them. */
function useGateway(prepare: () => Promise<Record<string, string>>): void {
  beforeAll(async () => {
    gateway = await startGateway(await prepare());
    stops.unshift(() => gateway.stop());
    await gateway.waitForReady();
  });
  afterAll(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
}

async function serveModels(...ids: readonly string[]): Promise<ModelServer> {
  const server = await startModelServer(...ids);
  stops.push(server.stop);
  return server;
}

const chat = (model: string, fields: object = {}): Promise<Answer> =>
  sendChat(gateway.origin, { model, messages: MESSAGES, ...fields });
const retrieve = (id: string): Promise<Answer> => sendRequest(`${gateway.origin}/v1/models/${id}`);
const health = (): Promise<Answer> => sendRequest(`${gateway.origin}/health`);

async function listModels(): Promise<readonly Model[]> {
  const { text } = await sendRequest(`${gateway.origin}/v1/models`);
  const list = JSON.parse(text) as { object: string; data: readonly Model[] };
  expect(list.object).toBe('list');
  return list.data;
}

const listIds = async (): Promise<readonly string[]> => (await listModels()).map(({ id }) => id);

async function providerOf(model: string): Promise<string | undefined> {
  const answer = await chat(model);
  expect(answer).toMatchObject({ status: 200 });
  return answer.headers['x-gateway-provider'];
}

const fail = (response: ServerResponse): unknown => {
  response.statusCode = 500;
  return response.end('{"error":{"message":"out of order"}}');
};

describe('several instances', () => {
  let simulator: ManagedSimulator;
  let local: ModelServer;
  let modern: ModelServer;

  useGateway(async () => {
    simulator = await startSimulator();
    stops.push(() => simulator.stop());
    local = await serveModels('llama-3', 'qwen-plus', 'org/mixtral');
    modern = await serveModels('new-model');
    return {
      BAILIAN_API_KEY: 'sk-test-first',
      BAILIAN_BASE_URL: simulator.baseUrl,
      BAILIAN_MODELS: 'text-embedding-v4',
      BAILIAN_EAST_API_KEY: 'sk-test-east',
      BAILIAN_EAST_BASE_URL: simulator.baseUrl,
      CONFIG_FILE: writeConfigFile(
        'providers:',
        `  local: { type: openai-compatible, api_key: sk-local, base_url: "${local.baseUrl}" }`,
        '  modern:',
        '    type: openai-compatible',
        '    api_key: sk-modern',
        `    base_url: ${modern.baseUrl}`,
        '    output_cap_field: max_completion_tokens',
        'aliases:',
        '  fast: bailian/qwen-flash',
        '  team/smart: bailian-east/qwen3-max',
        '  llama-3: bailian/qwen-max',
      ),
    };
  });

  it('are listed: plain ids once, with the provider where an earlier one has the same, aliases', async () => {
    const models = await listModels();
    const ids = models.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining([
        'qwen-plus',
        'bailian/qwen-plus',
        'bailian-east/qwen-plus',
        'qwen-flash',
        'bailian-east/qwen-flash',
        'org/mixtral',
        'kimi/kimi-k2.5',
        'text-embedding-v4',
        'fast',
        'team/smart',
      ]),
    );
    expect(ids).not.toContain('bailian/qwen-flash');
    expect(ids).not.toContain('local/qwen-plus');
    const provider = new Map(models.map((model) => [model.id, model.provider]));
    expect(provider.get('qwen-plus')).toBe('local');
    expect(provider.get('bailian/qwen-plus')).toBe('bailian');
    expect(provider.get('bailian-east/qwen-flash')).toBe('bailian-east');
    expect(provider.get('fast')).toBe('bailian');
    for (const model of models) {
      expect(model).toMatchObject({ object: 'model', owned_by: expect.stringMatching(/./) as string });
      expect(Number.isInteger(model.created)).toBe(true);
    }
  });

  it('serve each listed model under its id', async () => {
    for (const model of await listModels()) {
      const answer = await retrieve(model.id);
      expect(answer).toMatchObject({ status: 200 });
      expect(JSON.parse(answer.text)).toEqual(model);
    }
  });

  it.each([
    ['an id with a slash', 'kimi/kimi-k2.5', 'bailian'],
    ['an id with an encoded slash', 'kimi%2Fkimi-k2.5', 'bailian'],
    ['its provider before the slash', 'bailian-east/kimi/kimi-k2.5', 'bailian-east'],
    ['its provider although the list has it plain', 'local/llama-3', 'local'],
  ])('retrieve a model by %s', async (_name, id, provider) => {
    const answer = await retrieve(id);
    expect(answer).toMatchObject({ status: 200 });
    expect(JSON.parse(answer.text)).toMatchObject({ id: decodeURIComponent(id), provider });
  });

  it.each(['qwen-pluss', 'kimi/kimi-k2.55', 'bailian/nothing', 'nobody/qwen-plus', 'bailian/', '%20'])(
    'know no model %s',
    async (id) => {
      expect(await retrieve(id)).toMatchObject(NOT_FOUND);
    },
  );

  it('take a plain name to the first that lists it, in the order of config.yaml, then the environment', async () => {
    expect(await providerOf('qwen-plus')).toBe('local');
    expect(await providerOf('qwen-flash')).toBe('bailian');
    expect(await providerOf('org/mixtral')).toBe('local');
    expect(await providerOf('kimi/kimi-k2.5')).toBe('bailian');
  });

  it('take a name with a provider there, and the rest of it to the upstream', async () => {
    expect(await providerOf('bailian-east/kimi/kimi-k2.5')).toBe('bailian-east');
    const request = await simulator.waitForRequest(({ method }) => method === 'POST');
    expect(request.body.model).toBe('kimi/kimi-k2.5');
    expect(request.headers.authorization).toBe('east');
  });

  it('take an alias to its model, also where a provider has one of that name', async () => {
    for (const [alias, provider, model] of [
      ['fast', 'bailian', 'qwen-flash'],
      ['team/smart', 'bailian-east', 'qwen3-max'],
      ['llama-3', 'bailian', 'qwen-max'],
    ] as const) {
      await simulator.reset();
      expect(await providerOf(alias)).toBe(provider);
      const request = await simulator.waitForRequest(({ method }) => method === 'POST');
      expect(request.body.model).toBe(model);
    }
  });

  it('forward a model that no list has where its provider is named', async () => {
    expect(await chat('local/not-listed')).toMatchObject({
      status: 200,
      headers: { 'x-gateway-provider': 'local' },
    });
    expect(local.bodies.at(-1)).toMatchObject({ model: 'not-listed' });
    const refused = await chat('bailian/not-listed');
    expect(refused).toMatchObject(NOT_FOUND);
    expect(refused.headers).toMatchObject({ 'x-gateway-provider': 'bailian' });
  });

  it('know no model that nobody lists', async () => {
    expect(await chat('not-listed')).toMatchObject(NOT_FOUND);
    expect(await chat('nobody/qwen-plus')).toMatchObject(NOT_FOUND);
  });

  it('rename max_tokens for Bailian', async () => {
    await simulator.reset();
    expect((await chat('bailian/qwen-plus', { max_tokens: 7 })).headers['x-gateway-adapted']).toBe(
      'max_tokens',
    );
    const { body } = await simulator.waitForRequest(({ method }) => method === 'POST');
    expect(body).toMatchObject({ max_completion_tokens: 7 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('leave max_tokens as it is for others', async () => {
    expect((await chat('local/llama-3', { max_tokens: 7 })).headers).not.toHaveProperty('x-gateway-adapted');
    expect(local.bodies.at(-1)).toMatchObject({ max_tokens: 7 });
    expect(local.bodies.at(-1)).not.toHaveProperty('max_completion_tokens');
  });

  it('rename max_completion_tokens for others', async () => {
    const { headers } = await chat('local/llama-3', { max_completion_tokens: 7 });
    expect(headers['x-gateway-adapted']).toBe('max_completion_tokens');
    expect(local.bodies.at(-1)).toMatchObject({ max_tokens: 7 });
    expect(local.bodies.at(-1)).not.toHaveProperty('max_completion_tokens');
  });

  it('rename max_tokens for others that want it so', async () => {
    await chat('new-model', { max_tokens: 7 });
    expect(modern.bodies.at(-1)).toMatchObject({ max_completion_tokens: 7 });
    expect(modern.bodies.at(-1)).not.toHaveProperty('max_tokens');
  });
});

describe('the mode fallback', () => {
  useGateway(async () => {
    const well = await serveModels('found');
    const broken = await serveModels();
    broken.answerModels(fail);
    return {
      CONFIGURED_PROVIDER_MODELS_MODE: 'fallback',
      BAILIAN_API_KEY: 'sk-test-well',
      BAILIAN_BASE_URL: well.baseUrl,
      BAILIAN_MODELS: 'not-needed',
      BAILIAN_EAST_API_KEY: 'sk-test-broken',
      BAILIAN_EAST_BASE_URL: broken.baseUrl,
      BAILIAN_EAST_MODELS: 'needed,also-needed',
    };
  });

  it('has the configured models only where discovery fails', async () => {
    expect(await listIds()).toEqual(['found', 'needed', 'also-needed']);
    expect(await providerOf('found')).toBe('bailian');
    expect(await providerOf('needed')).toBe('bailian-east');
    expect(await chat('not-needed')).toMatchObject(NOT_FOUND);
  });

  it('forwards what is not listed where its provider is named', async () => {
    expect(await providerOf('bailian/not-needed')).toBe('bailian');
  });
});

describe('the mode allowlist', () => {
  let upstream: ModelServer;
  useGateway(async () => {
    upstream = await serveModels('found', 'allowed');
    return {
      CONFIGURED_PROVIDER_MODELS_MODE: 'allowlist',
      BAILIAN_API_KEY: 'sk-test',
      BAILIAN_BASE_URL: upstream.baseUrl,
      BAILIAN_MODELS: 'allowed, org/allowed',
    };
  });

  it('has the configured models only, and asks for no others', async () => {
    expect(await listIds()).toEqual(['allowed', 'org/allowed']);
    expect(await providerOf('allowed')).toBe('bailian');
    expect(await providerOf('bailian/org/allowed')).toBe('bailian');
    expect(upstream.timesAsked).toBe(0);
    expect(await health()).toMatchObject({ status: 200 });
  });

  it('forwards nothing else, whether or not its provider is named', async () => {
    const before = upstream.bodies.length;
    expect(await chat('found')).toMatchObject(NOT_FOUND);
    expect(await chat('bailian/found')).toMatchObject(NOT_FOUND);
    expect(await retrieve('bailian/found')).toMatchObject(NOT_FOUND);
    expect(upstream.bodies).toHaveLength(before);
  });
});

describe('discovery', () => {
  let upstream: ModelServer;
  useGateway(async () => {
    upstream = await serveModels('one', 'two');
    return { BAILIAN_API_KEY: 'sk-test', BAILIAN_BASE_URL: upstream.baseUrl, MODELS_REFRESH_MS: '1000' };
  });

  const readReport = async () => JSON.parse((await health()).text) as Report;

  interface Report {
    readonly status: string;
    readonly providers: readonly { readonly models: number; readonly reason?: string }[];
  }

  it.each<[string, (response: ServerResponse) => unknown, RegExp]>([
    ['fails', fail, /out of order/],
    ['sends no list', (response) => response.end('{"object":"list"}'), /no list of models/],
    ['breaks off', (response) => response.destroy(), /closed the connection/],
    ['redirects', (response) => response.writeHead(302, { location: '/elsewhere' }).end(), /302/],
  ])('keeps the last good list when the upstream %s', async (_name, answer, reason) => {
    upstream.answerModels(answer);
    const report = await until(async () => {
      const latest = await readReport();
      return reason.test(latest.providers[0]?.reason ?? '') && latest;
    });
    expect(report).toMatchObject({ status: 'degraded', providers: [{ status: 'degraded', models: 2 }] });
    expect((await health()).status).toBe(200);
    expect(await listIds()).toEqual(['one', 'two']);
    expect(await providerOf('one')).toBe('bailian');
    expect(await chat('three')).toMatchObject(NOT_FOUND);
  });

  it('takes a new list over, and lets go of what is no longer in it', async () => {
    upstream.answerModels(['two', 'three']);
    await until(async () => (await listIds()).includes('three'));
    expect(await listIds()).toEqual(['two', 'three']);
    expect(await readReport()).toMatchObject({ status: 'ok' });
    expect(await providerOf('three')).toBe('bailian');
    expect(await chat('one')).toMatchObject(NOT_FOUND);
  });
});

describe('an upstream that does not answer', () => {
  const waiting: ServerResponse[] = [];
  const times: { listening?: number; ready?: number } = {};
  let first: Answer;
  let dead: ModelServer;

  beforeAll(async () => {
    dead = await serveModels();
    dead.answerModels((response) => waiting.push(response));
    gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test',
      BAILIAN_BASE_URL: dead.baseUrl,
      BAILIAN_MODELS: 'configured',
    });
    stops.unshift(() => gateway.stop());
    times.listening = performance.now();
    first = await health();
    await gateway.waitForReady();
    times.ready = performance.now();
  });
  afterAll(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  it('delays readiness by five seconds', () => {
    expect(first.status).toBe(503);
    expect(JSON.parse(first.text)).toMatchObject({ status: 'starting' });
    const { listening = 0, ready = 0 } = times;
    expect(ready - listening).toBeGreaterThan(3_000);
    expect(ready - listening).toBeLessThan(8_000);
  });

  it('shows as degraded', async () => {
    const report = await health();
    expect(report.status).toBe(200);
    expect(JSON.parse(report.text)).toMatchObject({
      status: 'degraded',
      providers: [{ status: 'degraded', models: 1 }],
    });
  });

  it('makes it unknown, not false, that a model exists', async () => {
    const expected = {
      status: 503,
      error: { type: 'upstream_error', code: 'upstream_unavailable', param: 'model' },
    };
    const answer = await chat('not-listed');
    expect(answer).toMatchObject(expected);
    expect(answer.error.message).toContain('bailian/not-listed');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await retrieve('not-listed')).toMatchObject(expected);
  });

  it('still gets what is configured, and what names it', async () => {
    expect(await providerOf('configured')).toBe('bailian');
    expect(await providerOf('bailian/not-listed')).toBe('bailian');
  });

  it('is known once it answers', async () => {
    dead.answerModels(['late']);
    for (const response of waiting) response.end('{"data":[{"id":"late"}]}');
    await until(async () => (await listIds()).includes('late'));
    expect(JSON.parse((await health()).text)).toMatchObject({ status: 'ok' });
    expect(await chat('not-listed')).toMatchObject(NOT_FOUND);
  });
});
