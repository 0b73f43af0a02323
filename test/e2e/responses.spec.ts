import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { ask, itemsOf, outputOf, postResponses, streamResponses } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
const origin = (): string => running.gateway.origin;
const client = (): OpenAI => new OpenAI({ baseURL: `${origin()}/v1`, apiKey: 'sk-any', maxRetries: 0 });
const CHAT = '/chat/completions';

describe('POST /v1/responses', () => {
  it('answers with the same response, streamed and plain', async () => {
    const input = ask({ reasoning: 'Hm.', text: 'Grüße, 世界 🌍' });
    const fields = { input, reasoning: { effort: 'low' }, store: false };
    const plain = (await postResponses(origin(), fields)).json;
    const { response, problems } = await streamResponses(origin(), fields);
    expect(problems).toEqual([]);
    const withoutIds = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (name, member: unknown) => (/^(id|\w+_at)$/.test(name) ? undefined : member)),
      );
    expect(withoutIds(response)).toEqual(withoutIds(plain));
    expect(plain).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'qwen-plus',
      store: false,
    });
    expect(outputOf(plain).map(({ type }) => type)).toEqual(['reasoning', 'message']);
  });

  it('always asks the upstream to stream, and renames the cap', async () => {
    const { headers } = await postResponses(origin(), { max_output_tokens: 50 });
    const { body } = await running.simulator.waitForRequest(({ path }) => path.endsWith(CHAT));
    expect(body).toMatchObject({ stream: true, max_completion_tokens: 50 });
    expect(body).not.toHaveProperty('max_output_tokens');
    expect(headers.get('x-gateway-adapted')).toBe('max_output_tokens');
    expect(headers.get('x-gateway-provider')).toBe('bailian');
    expect(headers.get('x-upstream-request-id')).toMatch(/./);
  });

  it('counts tokens in metrics and log like chat', async () => {
    const { json, headers } = await postResponses(origin(), {});
    const entry = await running.gateway.waitForLog(
      ({ requestId, path }) => requestId === headers.get('x-request-id') && path === '/v1/responses',
    );
    expect(json.usage).toMatchObject({
      input_tokens: entry.promptTokens,
      output_tokens: entry.completionTokens,
    });
  });

  it('answers a refusal as what it is upstream: a text', async () => {
    const { response, problems } = await streamResponses(origin(), { input: ask({ refusal: true }) });
    expect(problems).toEqual([]);
    expect(itemsOf(response, 'message')).toHaveLength(1);
  });

  it('ends incomplete where the inspection of content stops an answer', async () => {
    const error = {
      code: 'data_inspection_failed',
      message: 'Output data may contain inappropriate content.',
    };
    await running.simulator.inject({ errorAfterEvents: { events: 4, ...error } });
    const { response, outcome, problems } = await streamResponses(origin(), { input: ask({ words: 20 }) });
    expect(problems).toEqual([]);
    expect(outcome).toBe('incomplete');
    expect(response.incomplete_details).toEqual({ reason: 'content_filter' });
  });

  it.each([true, false])(
    'has the real status of an error before the first event (stream: %s)',
    async (stream) => {
      await running.simulator.inject({ preset: 'limit_requests' });
      const { status, json, headers } = await postResponses(origin(), { stream });
      expect(status).toBe(429);
      expect(json.error).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
    },
  );

  it('is the error of a plain answer that broke off', async () => {
    const { status, json } = await postResponses(origin(), { input: ask({ words: 20, cutAfterEvents: 5 }) });
    expect(status).toBe(502);
    expect(json.error).toMatchObject({ type: 'upstream_error' });
  });

  it.each([true, false])('aborts the upstream when the client leaves (stream: %s)', async (stream) => {
    const controller = new AbortController();
    const answered = fetch(`${origin()}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal: controller.signal,
      body: JSON.stringify({ model: 'qwen-plus', stream, input: ask({ words: 500, eventIntervalMs: 200 }) }),
    });
    answered.catch(() => undefined);
    await running.simulator.waitForRequest(({ path, outcome }) => path.endsWith(CHAT) && outcome === 'open');
    controller.abort();
    await running.simulator.waitForRequest(
      ({ path, outcome }) => path.endsWith(CHAT) && outcome === 'aborted',
    );
  });
});

describe('reasoning', () => {
  it('comes back to the model where the client carries it sealed, and tampering is reported', async () => {
    const input = ask({ reasoning: 'Secret thought.', text: 'Hi' });
    const { json } = await postResponses(origin(), {
      input,
      reasoning: { effort: 'low' },
      include: ['reasoning.encrypted_content'],
    });
    const [reasoning, message] = outputOf(json);
    const sealed = String(reasoning?.encrypted_content);
    expect(sealed).not.toContain('Secret');
    for (const [carried, expected] of [
      [sealed, 'Secret thought.'],
      [`${sealed.slice(0, -6)}AAAAAA`, undefined],
    ] as const) {
      const { headers, status } = await postResponses(origin(), {
        input: [
          { role: 'user', content: 'Hello' },
          { type: 'reasoning', summary: [], encrypted_content: carried },
          message,
          { role: 'user', content: 'And?' },
        ],
      });
      expect(status).toBe(200);
      const requests = await running.simulator.requests();
      const messages = requests.at(-1)?.body.messages as readonly { reasoning_content?: string }[];
      expect(messages[1]?.reasoning_content).toBe(expected);
      const reported = headers.get('x-gateway-adapted') ?? '';
      expect(reported.includes('reasoning.encrypted_content')).toBe(expected === undefined);
    }
  });
});

describe('the official library', () => {
  it('creates responses', async () => {
    const response = await client().responses.create({
      model: 'qwen-plus',
      input: ask({ text: 'Hi there' }),
    });
    expect(response.output_text).toBe('Hi there');
    expect(response.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('streams them, with tools', async () => {
    const stream = client().responses.stream({
      model: 'qwen-plus',
      input: ask({
        text: 'Both.',
        tool_calls: [
          { name: 'f', arguments: { a: 1 } },
          { name: 'f', arguments: { a: 2 } },
        ],
      }),
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' }, strict: false }],
    });
    const response = await stream.finalResponse();
    expect(response.output.map(({ type }) => type)).toEqual(['message', 'function_call', 'function_call']);
    expect(response.output[0]).toMatchObject({ content: [{ type: 'output_text', text: 'Both.' }] });
  });

  it('throws where a stream fails, with what it failed of', async () => {
    const stream = client().responses.stream({
      model: 'qwen-plus',
      input: ask({ words: 20, cutAfterEvents: 5 }),
    });
    const error: unknown = await stream.finalResponse().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'server_error' });
  });
});

describe('reasoning output', () => {
  const other = useGatewayAndSimulator({ REASONING_OUTPUT: 'raw' });

  it('is the reasoning itself where the operator says raw', async () => {
    const { response, problems, types } = await streamResponses(other.gateway.origin, {
      input: ask({ reasoning: 'Hm.', text: 'Hi' }),
      reasoning: { effort: 'low' },
    });
    expect(problems).toEqual([]);
    expect(types).toContain('response.reasoning_text.delta');
    expect(outputOf(response)[0]).toMatchObject({
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm.' }],
    });
  });
});

describe('silence', () => {
  const patient = useGatewayAndSimulator({ HEARTBEAT_INTERVAL_MS: '100' });

  it('begins the response with the first heartbeat, and fails within it', async () => {
    await patient.simulator.inject({ firstByteDelayMs: 400, preset: 'limit_requests' });
    const { outcome, problems, text, response } = await streamResponses(patient.gateway.origin, {});
    expect(problems).toEqual([]);
    expect(outcome).toBe('failed');
    expect(text).toContain(': heartbeat\n\n');
    expect(response.error).toMatchObject({ code: 'rate_limit_exceeded' });
  });
});
