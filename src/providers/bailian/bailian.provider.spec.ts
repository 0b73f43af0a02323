import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { createCall } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { readOutputCap } from '../../contracts/output-cap.js';
import type { ChatCapability } from '../../contracts/provider.js';
import { UpstreamClient } from '../upstream/upstream-client.js';
import { createModelCatalogue } from '../../config/model-catalogue.js';
import { createBailianProvider } from './bailian.provider.js';

const REQUEST = { model: 'qwen-plus', messages: [{ role: 'user', content: '你好' }], max_tokens: 16 };
const EVENT_STREAM = { 'content-type': 'text/event-stream;charset=UTF-8', 'x-request-id': 'u-1' };
const IN_STREAM_ERROR =
  '{"error":{"code":"invalid_parameter_error","param":null,"message":"<400> InternalError.Algo.InvalidParameter: ' +
  'Download multimodal file timed out","type":"invalid_request_error"},"id":"chatcmpl-1"}';
const FIRST = '{"choices":[{"delta":{"role":"assistant","content":"你"},"index":0,"finish_reason":null}]}';
const LAST = '{"choices":[{"delta":{},"index":0,"finish_reason":"stop"}]}';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function createProvider(handle: RequestListener) {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new UpstreamClient({
    name: 'bailian',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/compatible-mode/v1`,
    apiKeys: ['k'],
    maxPayloadBytes: 1_048_576,
    connectTimeoutMs: 1_000,
    timeouts: { firstByteMs: 10_000, idleMs: 10_000, totalMs: 10_000 },
  });
  const provider = createBailianProvider('bailian', client, {
    catalogue: createModelCatalogue([]),
    compatibility: { compatibility: 'adapt', outputCap: 'forward', jsonSchemaFallback: 'refuse' },
  });
  cleanups.push(
    () => server.close(),
    () => provider.close(),
  );
  const { chat } = provider.capabilities;
  if (chat === undefined) throw new Error('the provider has no chat');
  return { provider, ...createCaller(chat) };
}

/** One call, and the two ways to send it. */
function createCaller(chat: ChatCapability) {
  const call = createCall('r-1', { organisation: 'default', team: 'default', key: 'k', role: 'member' });
  call.outputCap = readOutputCap(REQUEST);
  const begun = { provider: 'bailian', model: 'qwen-plus', isListed: true };
  call.attempt = { ...begun, isStream: false, startedAt: 0, values: 0 };
  return {
    call,
    complete: () => firstValueFrom(chat.complete(chat.prepare(REQUEST, call), call)),
    stream: () =>
      lastValueFrom(chat.stream(chat.prepare({ ...REQUEST, stream: true }, call), call).pipe(toArray())),
  };
}

function completion(finishReason: string | null) {
  const message = { content: '你好', reasoning_content: '', role: 'assistant' };
  return JSON.stringify({
    choices: [{ message, finish_reason: finishReason, index: 0 }],
    object: 'chat.completion',
    usage: { prompt_tokens: 16, completion_tokens: 3, total_tokens: 19 },
    id: 'chatcmpl-1',
  });
}

async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome = await promise.catch((error: unknown) => error);
  if (outcome instanceof GatewayError) return outcome;
  throw new Error('no GatewayError was thrown', { cause: outcome });
}

describe('a plain answer of Model Studio', () => {
  it('goes on as it came', async () => {
    const { complete, call } = await createProvider((_request, response) => {
      response.setHeader('x-request-id', 'u-1').end(completion('stop'));
    });
    const answer = await complete();
    expect(answer.text).toBe(completion('stop'));
    expect(answer.usage).toMatchObject({ total_tokens: 19 });
    expect(call.attempt?.upstreamRequestId).toBe('u-1');
    expect([...call.adaptations]).toEqual([]);
  });

  it('that was cut at the time limit ends with length, and says so', async () => {
    const { complete, call } = await createProvider((_request, response) => {
      response.setHeader('x-dashscope-partialresponse', 'true').end(completion(null));
    });
    const answer = await complete();
    expect(JSON.parse(answer.text)).toEqual(JSON.parse(completion('length')));
    expect([...call.adaptations]).toEqual(['partial_response']);
  });

  it.each([
    ['stop', 'true', 'stop'],
    [null, 'false', 'stop'],
    [null, undefined, 'stop'],
  ])('with finish_reason %s and partial response %s has the reason %s', async (reason, header, expected) => {
    const { complete } = await createProvider((_request, response) => {
      if (header !== undefined) response.setHeader('x-dashscope-partialresponse', header);
      response.end(completion(reason));
    });
    expect((await complete()).completion.choices[0]?.finish_reason).toBe(expected);
  });

  it('asks for the length under its new name', async () => {
    let sent = '';
    const { complete } = await createProvider((request, response) => {
      request.on('data', (bytes: Buffer) => (sent += bytes.toString()));
      request.on('end', () => response.end(completion('stop')));
    });
    await complete();
    expect(JSON.parse(sent)).toEqual({ ...REQUEST, max_tokens: undefined, max_completion_tokens: 16 });
  });

  it.each([
    ['no JSON', '<html>', 'upstream_error'],
    ['no completion', '{"object":"list"}', 'upstream_error'],
    ['an error with status 200', IN_STREAM_ERROR, 'invalid_request'],
  ])('that is %s is an error', async (_what, body, kindName) => {
    const { complete } = await createProvider((_request, response) => {
      response.setHeader('x-request-id', 'u-1').end(body);
    });
    const error = await failureOf(complete());
    expect(error).toMatchObject({ kindName, details: { upstreamRequestId: 'u-1' } });
    expect(error.message).not.toContain('<html>');
  });
});

describe('a streamed answer of Model Studio', () => {
  it('arrives chunk by chunk', async () => {
    const { stream, call } = await createProvider((_request, response) => {
      response.writeHead(200, EVENT_STREAM).end(`data: ${FIRST}\n\ndata: ${LAST}\n\ndata: [DONE]\n\n`);
    });
    expect((await stream()).map(({ data }) => data)).toEqual([FIRST, LAST]);
    expect(call.attempt?.upstreamRequestId).toBe('u-1');
  });

  it('is an error where the first event is one', async () => {
    const { stream } = await createProvider((_request, response) => {
      response.writeHead(200, EVENT_STREAM).end(`data: ${IN_STREAM_ERROR}\n\n`);
    });
    expect(await failureOf(stream())).toMatchObject({
      kindName: 'invalid_request',
      message: 'Download multimodal file timed out',
      details: { upstreamRequestId: 'u-1' },
    });
  });

  it.each([
    [400, IN_STREAM_ERROR, 'invalid_request'],
    [401, '{"error":{"code":"invalid_api_key","message":"Incorrect API key provided."}}', 'upstream_auth'],
    [503, 'upstream connect error', 'upstream_unavailable'],
    [200, completion('stop'), 'upstream_error'],
    [302, '', 'upstream_error'],
  ])('is an error where plain text came with status %i', async (status, body, kindName) => {
    const { stream } = await createProvider((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', location: '/x' }).end(body);
    });
    expect((await failureOf(stream())).kindName).toBe(kindName);
  });

  it('is an error where the connection is cut', async () => {
    const { stream } = await createProvider((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write(`data: ${FIRST}\n\n`, () => response.destroy());
    });
    expect((await failureOf(stream())).message).toContain(
      'closed the connection before its answer was complete; try again',
    );
  });

  it('that does not close after [DONE] is let go', async () => {
    const { stream } = await createProvider((_request, response) => {
      response.writeHead(200, EVENT_STREAM).write(`data: ${LAST}\n\ndata: [DONE]\n\n`);
      response.on('close', () => response.end());
    });
    expect(await stream()).toHaveLength(1);
  });
});

describe('the models of Model Studio', () => {
  it('are those with an id', async () => {
    const { provider } = await createProvider((_request, response) => {
      const data = [
        { id: 'qwen-plus', object: 'model', created: 7, owned_by: 'system' },
        { id: 'bare' },
        null,
        'x',
      ];
      response.end(JSON.stringify({ object: 'list', data, has_more: false }));
    });
    expect(await provider.listModels()).toEqual([
      { id: 'qwen-plus', object: 'model', created: 7, owned_by: 'system' },
      { id: 'bare', object: 'model', created: 0, owned_by: 'system' },
    ]);
  });

  it.each([
    [401, '{"error":{"code":"invalid_api_key","message":"no"}}', 'upstream_auth'],
    [200, '<html>', 'upstream_error'],
    [200, '{"data":{}}', 'upstream_error'],
    [200, 'null', 'upstream_error'],
  ])('are an error with status %i and %s', async (status, body, kindName) => {
    const { provider } = await createProvider((_request, response) => {
      response.writeHead(status).end(body);
    });
    expect((await failureOf(provider.listModels())).kindName).toBe(kindName);
  });
});
