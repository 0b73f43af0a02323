import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendChat, sendRequest } from '../support/http-request.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const CHAT = { model: 'qwen-plus', messages: [{ role: 'user', content: 'secret words' }] };

let simulator: ManagedSimulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

async function start(variables: Readonly<Record<string, string>>): Promise<ManagedGateway> {
  const gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test-upstream',
    BAILIAN_BASE_URL: simulator.baseUrl,
    ...variables,
  });
  await gateway.waitForReady();
  return gateway;
}

describe('with a collector', () => {
  let collector: OtlpReceiver;
  let gateway: ManagedGateway;
  beforeAll(async () => {
    collector = await startOtlpReceiver();
    gateway = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=one%20two',
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await collector.stop();
  });

  const spansOf = (traceId: string, count: number): Promise<readonly ReceivedSpan[]> =>
    collector
      .waitForSpans((spans) => spans.filter((span) => span.traceId === traceId).length >= count)
      .then((spans) => spans.filter((span) => span.traceId === traceId));

  it.each([false, true])('one trace goes through edge and upstream; stream: %s', async (stream) => {
    const traceId = stream ? TRACE_ID : TRACE_ID.replace('0af', '1af');
    const traceparent = `00-${traceId}-${SPAN_ID}-01`;
    const headers = { traceparent, tracestate: 'vendor=1' };
    const answer = await sendChat(gateway.origin, { ...CHAT, stream }, headers);
    expect(answer.status).toBe(200);
    const spans = await spansOf(traceId, 2);
    const [request] = spans.filter(({ parentSpanId }) => parentSpanId === SPAN_ID);
    expect(request).toMatchObject({
      name: 'request /v1/chat/completions',
      attributes: {
        'http.request.method': 'POST',
        'http.response.status_code': 200,
        'gateway.request_id': answer.headers['x-request-id'],
      },
    });
    const [attempt] = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    expect(attempt).toMatchObject({
      name: 'attempt qwen-plus',
      attributes: {
        'gen_ai.request.model': 'qwen-plus',
        'gateway.outcome': 'completed',
        'gen_ai.usage.output_tokens': expect.any(Number) as number,
      },
    });
    expect((attempt?.start ?? 0n) < (attempt?.end ?? 0n)).toBe(true);
    const sent = await simulator.waitForRequest(({ path }) => path.endsWith('/chat/completions'));
    expect(sent.headers).toMatchObject({
      traceparent: `00-${traceId}-${attempt?.spanId ?? ''}-01`,
      tracestate: 'vendor=1',
    });
    const line = await gateway.waitForLog((entry) => entry.traceId === traceId);
    expect(line.requestId).toBe(answer.headers['x-request-id']);
  });

  it('what the store is asked for a streamed response belongs to its trace', async () => {
    const traceId = TRACE_ID.replace('0af', '2af');
    await sendRequest(`${gateway.origin}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${SPAN_ID}-01` },
      body: JSON.stringify({ model: 'qwen-plus', input: 'hi', stream: true }),
    });
    const spans = await spansOf(traceId, 3);
    const [request] = spans.filter(({ parentSpanId }) => parentSpanId === SPAN_ID);
    const stored = spans.filter(({ name }) => name === 'store');
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.every(({ parentSpanId }) => parentSpanId === request?.spanId)).toBe(true);
  });

  it('failures are marked', async () => {
    const traceId = TRACE_ID.replace('0af', '3af');
    await simulator.inject({ match: { path: '/chat/completions' }, preset: 'ModelUnavailable' });
    await sendChat(gateway.origin, CHAT, { traceparent: `00-${traceId}-${SPAN_ID}-01` });
    for (const { attributes } of await spansOf(traceId, 2)) {
      expect(attributes).toMatchObject({ 'error.type': 'upstream_unavailable' });
    }
  });

  it('a trace that its sender does not keep is not kept here, but carried on', async () => {
    const traceId = TRACE_ID.replace('0af', '4af');
    await sendChat(gateway.origin, CHAT, { traceparent: `00-${traceId}-${SPAN_ID}-00` });
    const sent = await simulator.waitForRequest(
      ({ headers }) => headers.traceparent?.startsWith(`00-${traceId}`) ?? false,
    );
    expect(sent.headers.traceparent).toMatch(/-00$/);
    await sendChat(gateway.origin, CHAT, {
      traceparent: `00-${TRACE_ID.replace('0af', '5af')}-${SPAN_ID}-01`,
    });
    await spansOf(TRACE_ID.replace('0af', '5af'), 2);
    expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  });

  it('a trace may begin here, whatever the header holds', async () => {
    await sendChat(gateway.origin, CHAT, { traceparent: '00-zz' });
    const spans = await collector.waitForSpans((all) => all.some(({ parentSpanId }) => parentSpanId === ''));
    expect(spans.find(({ parentSpanId }) => parentSpanId === '')?.traceId).toMatch(/^[\da-f]{32}$/);
  });

  it('no words of a chat and no key leave with it', () => {
    const text = JSON.stringify(collector.spans.map(({ name, attributes }) => ({ name, attributes })));
    expect(collector.spans.length).toBeGreaterThan(5);
    expect(text).not.toMatch(/secret words|sk-test/);
    expect(collector.headers[0]).toMatchObject({ 'x-tenant': 'one two' });
  });
});

describe('with a collector that hangs', () => {
  it('requests go on, and the gateway ends', async () => {
    const collector = await startOtlpReceiver({ hangs: true });
    const gateway = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const answers = await Promise.all(Array.from({ length: 100 }, () => sendChat(gateway.origin, CHAT)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    await collector.waitForSpans((spans) => spans.length > 0);
    expect(await sendChat(gateway.origin, CHAT)).toMatchObject({ status: 200 });
    gateway.process.child.kill('SIGTERM');
    expect(await gateway.process.ended).toBe('exit code 0');
    await collector.stop();
  });
});

describe('without a collector', () => {
  it('nothing is added to what goes upstream', async () => {
    const gateway = await start({});
    await simulator.reset();
    await sendChat(gateway.origin, CHAT, { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` });
    const sent = await simulator.waitForRequest(({ path }) => path.endsWith('/chat/completions'));
    expect(sent.headers).not.toHaveProperty('traceparent');
    await gateway.stop();
  });
});
