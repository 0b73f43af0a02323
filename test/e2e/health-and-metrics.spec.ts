import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, sendChat, sendRequest } from '../support/http-request.js';
import { type LogEntry, type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { startModelServer } from '../support/model-server.js';
import { type ProcessOutput, recordOutput } from '../support/process-output.js';
import { readMetric, readMetrics, readSamples, type Sample } from '../support/read-metric.js';
import { until } from '../support/until.js';

const MASTER_KEY = 'master-key-of-the-test';
const KEY = { authorization: `Bearer ${MASTER_KEY}` };
const GOOD = { model: 'qwen-plus', messages: [{ role: 'user', content: 'hi' }] };
const DURATION = 'gateway_request_duration_seconds_count';
const WARN = 40;

const running = useGatewayAndSimulator({
  GATEWAY_MASTER_KEY: MASTER_KEY,
  HOST: '127.0.0.1',
  MODELS_REFRESH_MS: '1000',
});
let output: ProcessOutput;
beforeAll(() => {
  output = recordOutput(running.gateway);
});

const chat = (fields: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  sendChat(running.gateway.origin, { ...GOOD, ...fields }, { ...KEY, ...headers });
const get = (path: string, headers: Record<string, string> = KEY): Promise<Answer> =>
  sendRequest(running.gateway.origin + path, { headers });

interface Report {
  readonly status: string;
  readonly providers: readonly Readonly<Record<string, unknown>>[];
}

/** The two ports of a gateway. */
const portsOf = ({ origin, management }: ManagedGateway): readonly string[] => [origin, management];

const reportOf = ({ text }: Answer): Report => JSON.parse(text) as Report;

describe('health', () => {
  it.each(['/health', '/health/ready'])('is ok at %s, on both ports, without a key', async (path) => {
    for (const port of portsOf(running.gateway)) {
      const answer = await sendRequest(port + path);
      expect(answer.status).toBe(200);
      expect(reportOf(answer)).toMatchObject({
        status: 'ok',
        providers: [{ name: 'bailian', type: 'bailian', status: 'ok', models: expect.any(Number) as number }],
      });
    }
  });

  it('is live on both ports', async () => {
    for (const port of portsOf(running.gateway)) {
      const answer = await sendRequest(`${port}/health/live`);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toEqual({ status: 'ok' });
    }
  });

  it('is degraded, and still takes traffic, where an upstream is lost later', async () => {
    await running.simulator.inject({ match: { path: '/models' }, times: 1_000, preset: 'invalid_api_key' });
    const [{ models } = { models: 0 }] = reportOf(await get('/health')).providers;
    for (const port of portsOf(running.gateway)) {
      const answer = await until(async () => {
        const latest = await sendRequest(`${port}/health`);
        return reportOf(latest).status === 'degraded' && latest;
      });
      expect(answer.status).toBe(200);
      expect(reportOf(answer).providers).toMatchObject([
        { name: 'bailian', status: 'degraded', models, reason: expect.stringMatching(/key/) as string },
      ]);
    }
    expect(await chat()).toMatchObject({ status: 200 });
    await running.simulator.reset();
    await until(async () => reportOf(await get('/health')).status === 'ok');
  });

  it('is starting on both ports, and live, until the upstream has been asked', async () => {
    const upstream = await startModelServer();
    upstream.answerModels(() => undefined);
    const gateway = await startGateway({ BAILIAN_API_KEY: 'sk-test', BAILIAN_BASE_URL: upstream.baseUrl });
    for (const port of portsOf(gateway)) {
      const answer = await sendRequest(`${port}/health/ready`);
      expect(answer.status).toBe(503);
      expect(reportOf(answer)).toMatchObject({ status: 'starting' });
      expect(await sendRequest(`${port}/health/live`)).toMatchObject({ status: 200 });
    }
    await Promise.all([gateway.stop(), upstream.stop()]);
  });
});

describe('the management port', () => {
  it.each(['/', '/v1/models', '/v1/chat/completions', '/swagger', '/metrics/', '/health/../metrics'])(
    'serves no %s',
    async (path) => {
      expect(await sendRequest(running.gateway.management + path)).toMatchObject({ status: 404 });
    },
  );

  it('has the metrics, which the main port has not', async () => {
    const metrics = await sendRequest(`${running.gateway.management}/metrics?x=1`);
    expect(metrics.status).toBe(200);
    expect(metrics.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await get('/metrics')).toMatchObject({ status: 404 });
  });

  describe('that is not to be had', () => {
    let taken: Server;
    beforeAll(async () => {
      taken = createServer((socket) => socket.end('not the gateway'));
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => taken.close());

    it('costs a warning where another has it', async () => {
      const upstream = await startModelServer('qwen-plus');
      const gateway = await startGateway({
        BAILIAN_API_KEY: 'sk-test',
        BAILIAN_BASE_URL: upstream.baseUrl,
        MANAGEMENT_PORT: String((taken.address() as { port: number }).port),
      });
      const warning = await gateway.waitForLog(({ level }) => level === WARN);
      expect(warning.msg).toMatch(/management port/);
      await gateway.waitForReady();
      expect(await sendChat(gateway.origin, GOOD)).toMatchObject({ status: 200 });
      await Promise.all([gateway.stop(), upstream.stop()]);
    });

    it('is off where it is 0', async () => {
      const upstream = await startModelServer('qwen-plus');
      const gateway = await startGateway({
        BAILIAN_API_KEY: 'sk-test',
        BAILIAN_BASE_URL: upstream.baseUrl,
        MANAGEMENT_PORT: '0',
      });
      await gateway.waitForReady();
      await expect(sendRequest(`${gateway.management}/metrics`)).rejects.toThrow('ECONNREFUSED');
      expect(gateway.logEntries().filter(({ level }) => Number(level) >= WARN)).toEqual([]);
      await Promise.all([gateway.stop(), upstream.stop()]);
    });
  });
});

describe('metrics', () => {
  /** The counted requests with these labels. */
  async function count(labels: Readonly<Record<string, string>>, name = DURATION): Promise<number> {
    const samples = await readSamples(running.gateway.management, name);
    return samples.filter((sample) => hasLabels(sample, labels)).reduce((sum, { value }) => sum + value, 0);
  }

  const hasLabels = ({ labels }: Sample, wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([name, value]) => labels[name] === value);

  /** Resolves when `times` more have been counted than before `act`. */
  async function expectCounted(
    act: () => Promise<unknown>,
    labels: Readonly<Record<string, string>>,
    { times = 1, name = DURATION }: { times?: number; name?: string } = {},
  ): Promise<void> {
    const before = await count(labels, name);
    await act();
    await until(async () => (await count(labels, name)) >= before + times);
    expect(await count(labels, name)).toBe(before + times);
  }

  const CHAT = { route: '/v1/chat/completions' };

  it('have the figures of the process', async () => {
    const { management } = running.gateway;
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
      'nodejs_heap_size_used_bytes',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(await readMetric(management, name)).toBeGreaterThanOrEqual(0);
    }
    expect(await readMetrics(management)).toContain('nodejs_gc_duration_seconds_bucket');
  });

  it.each([false, true])(
    'count a chat by route, provider, model and status class; stream: %s',
    async (stream) => {
      const labels = { ...CHAT, provider: 'bailian', model: 'qwen-plus', status_class: '2xx' };
      await expectCounted(() => chat({ stream }), labels);
    },
  );

  it('count the attempts and tokens of a chat', async () => {
    const { management } = running.gateway;
    const read = (): Promise<readonly Sample[]> => readSamples(management, 'gateway_tokens_total');
    const sum = (samples: readonly Sample[], kind: string): number =>
      samples.find((sample) => hasLabels(sample, { kind, model: 'qwen-turbo' }))?.value ?? 0;
    const labels = { provider: 'bailian', model: 'qwen-turbo', outcome: 'completed' };
    const name = 'gateway_upstream_attempts_total';
    await running.simulator.reset();
    await expectCounted(() => chat({ model: 'qwen-turbo', stream: true }), labels, { name });
    const [entry] = await running.simulator.usage();
    const after = await read();
    expect(sum(after, 'prompt')).toBe(entry?.usage.prompt_tokens);
    expect(sum(after, 'completion')).toBe(entry?.usage.completion_tokens);
  });

  it('say how the gateway is, and what runs', async () => {
    const { management } = running.gateway;
    const [build] = await readSamples(management, 'gateway_build_info');
    expect(build).toMatchObject({ labels: { version: expect.stringMatching(/^\d+\./) as string }, value: 1 });
    for (const name of ['gateway_ready', 'gateway_store_up', 'gateway_provider_up']) {
      expect((await readSamples(management, name)).map(({ value }) => value)).toEqual([1]);
    }
  });

  it('count what is under way, and what was changed', async () => {
    const { management } = running.gateway;
    await running.simulator.inject({ match: { path: '/chat/completions' }, firstByteDelayMs: 500 });
    const name = 'gateway_adaptations_total';
    const before = await count({ field: 'max_tokens' }, name);
    const answer = chat({ max_tokens: 5 });
    await until(async () => (await readMetric(management, 'gateway_requests_in_flight')) === 1);
    await answer;
    await until(async () => (await readMetric(management, 'gateway_requests_in_flight')) === 0);
    expect(await count({ field: 'max_tokens' }, name)).toBe(before + 1);
  });

  it('count how long streams take to begin and to go on', async () => {
    const labels = { provider: 'bailian', model: 'qwen-turbo' };
    for (const kind of ['time_to_first_chunk', 'time_between_chunks']) {
      const name = `gateway_${kind}_seconds_count`;
      await expectCounted(() => chat({ model: 'qwen-turbo', stream: true }), labels, { name });
      await chat({ model: 'qwen-turbo' });
      expect(await count(labels, name)).toBeGreaterThan(0);
    }
  });

  it('count failures of the upstream', async () => {
    const fail = async (): Promise<void> => {
      await running.simulator.inject({ match: { path: '/chat/completions' }, preset: 'ModelUnavailable' });
      expect(await chat()).toMatchObject({ status: 503 });
    };
    await expectCounted(fail, { ...CHAT, provider: 'bailian', model: 'qwen-plus', status_class: '5xx' });
    await expectCounted(fail, { outcome: 'failed' }, { name: 'gateway_upstream_attempts_total' });
    await expectCounted(fail, { code: 'upstream_unavailable' }, { name: 'gateway_upstream_errors_total' });
  });

  it('count what is refused before it has a provider', async () => {
    const labels = { ...CHAT, provider: '', model: '', status_class: '4xx' };
    await expectCounted(() => chat({ messages: [] }), labels);
    await expectCounted(() => chat({ model: 'nothing-of-that-name' }), labels);
  });

  it('have no more labels, however many names and paths clients make up', async () => {
    const times = 20;
    const numbers = Array.from({ length: times }, (_none, number) => number);
    const chats = (): Promise<unknown> =>
      Promise.all(numbers.map((number) => chat({ model: `bailian/made-up-${number}` })));
    await expectCounted(chats, { ...CHAT, model: 'other', provider: 'bailian' }, { times });
    const paths = (): Promise<unknown> => Promise.all(numbers.map((number) => get(`/v1/made-up-${number}`)));
    await expectCounted(paths, { route: 'none', status_class: '4xx' }, { times });
    const ids = (): Promise<unknown> =>
      Promise.all(numbers.map((number) => get(`/v1/models/made-up-${number}`)));
    await expectCounted(ids, { status_class: '4xx', route: '/v1/models/*id' }, { times });
    const methods = (): Promise<unknown> =>
      Promise.all(numbers.map(() => sendRequest(`${running.gateway.origin}/v1/models`, { method: 'PURGE' })));
    await expectCounted(methods, { route: 'none', status_class: '4xx' }, { times });
    expect(await readMetrics(running.gateway.management)).not.toContain('made-up');
  });

  it('count how long a request took', async () => {
    const { management } = running.gateway;
    const read = async (): Promise<number> => {
      const samples = await readSamples(management, 'gateway_request_duration_seconds_sum');
      return samples.find((sample) => hasLabels(sample, { model: 'qwen-max' }))?.value ?? 0;
    };
    await running.simulator.inject({ match: { model: 'qwen-max' }, firstByteDelayMs: 600 });
    await chat({ model: 'qwen-max' });
    const seconds = await until(async () => (await read()) || undefined);
    expect(seconds).toBeGreaterThan(0.5);
    expect(seconds).toBeLessThan(10);
  });
});

describe('the access log', () => {
  const lineOf = ({ headers }: Answer): Promise<LogEntry> =>
    running.gateway.waitForLog(
      ({ msg, requestId }) => msg === 'request' && requestId === headers['x-request-id'],
    );

  it.each([false, true])(
    'has one line for a chat, with all that an operator asks; stream: %s',
    async (stream) => {
      await running.simulator.reset();
      const answer = await chat({ stream });
      const { usage } = await until(async () => (await running.simulator.usage())[0]);
      expect(await lineOf(answer)).toMatchObject({
        level: 30,
        time: expect.any(Number) as number,
        team: expect.stringMatching(/./) as string,
        key: 'master',
        client: expect.stringMatching(/127\.0\.0\.1$/) as string,
        method: 'POST',
        path: '/v1/chat/completions',
        status: 200,
        outcome: 'finished',
        durationMs: expect.any(Number) as number,
        firstValueMs: expect.any(Number) as number,
        provider: 'bailian',
        model: 'qwen-plus',
        upstreamRequestId: answer.headers['x-upstream-request-id'],
        promptTokens: usage.prompt_tokens,
        completionTokens: usage.completion_tokens,
      });
      const lines = output
        .text()
        .split('\n')
        .filter((line) => line.includes(answer.headers['x-request-id'] ?? '-'));
      expect(lines).toHaveLength(1);
    },
  );

  it('says why a request failed', async () => {
    await running.simulator.inject({ match: { path: '/chat/completions' }, preset: 'limit_requests' });
    expect(await lineOf(await chat())).toMatchObject({
      status: 429,
      errorCode: 'rate_limit_exceeded',
      provider: 'bailian',
      upstreamRequestId: expect.stringMatching(/./) as string,
    });
    const refused = await sendChat(running.gateway.origin, GOOD, { authorization: 'Bearer wrong' });
    expect(await lineOf(refused)).toMatchObject({
      status: 401,
      errorCode: 'invalid_api_key',
      key: 'none',
    });
  });

  it('has the id that a client gives, if it is harmless', async () => {
    const answer = await chat({}, { 'x-request-id': 'client-id_1.2' });
    expect(answer.headers['x-request-id']).toBe('client-id_1.2');
    expect(await lineOf(answer)).toMatchObject({ requestId: 'client-id_1.2' });
    for (const id of ['with space', 'x'.repeat(129), '"}{"', 'é']) {
      expect((await chat({}, { 'x-request-id': id })).headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    }
  });

  it('has neither prompts nor answers, nor keys, nor what stands in the query', async () => {
    const answers = [
      await chat({
        messages: [{ role: 'user', content: '[[sim: {"text": "canary-answer"}]] canary-prompt' }],
        user: 'canary-user',
      }),
      await chat({ messages: [{ role: 'canary-role' }, 'canary-text'] }),
      await sendChat(running.gateway.origin, '{"canary-broken', KEY),
      await get('/v1/models?api_key=canary-query'),
      await get('/nothing?x=canary-query', { authorization: 'Bearer canary-key', cookie: 'canary-cookie' }),
    ];
    expect(answers[0]?.text).toContain('canary-answer');
    for (const answer of answers) await lineOf(answer);
    expect(output.text()).not.toContain('canary');
    expect(output.text()).not.toContain(MASTER_KEY);
  });

  it('leaves probes out', async () => {
    const probes = [await get('/health'), await get('/health/live'), await get('/health/ready')];
    await lineOf(await get('/v1/models'));
    for (const { headers } of probes) expect(output.text()).not.toContain(headers['x-request-id']);
  });

  it('has nothing above warn', () => {
    expect(output.alarms()).toEqual([]);
  });
});
