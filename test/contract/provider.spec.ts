import { firstValueFrom, lastValueFrom, type Observable, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCall, type Call } from '../../src/contracts/call.js';
import type { ChatCompletionRequest } from '../../src/contracts/chat-completion.js';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { readOutputCap } from '../../src/contracts/output-cap.js';
import type { ChatCapability, Provider } from '../../src/contracts/provider.js';
import { type RawExchange, type RawUpstream, startRawUpstream } from '../support/raw-upstream.js';
import { until } from '../support/until.js';
import { createProvider, STRATEGIES } from './strategies.js';

const CHUNK = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'some-model', usage: null };
const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const COMPLETION = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'some-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: USAGE,
};
const EVENTS = [
  { ...CHUNK, choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] },
  { ...CHUNK, choices: [{ index: 0, delta: { content: '你好 👋' }, finish_reason: null }] },
  { ...CHUNK, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { ...CHUNK, choices: [], usage: USAGE },
];

function createRequest(fields: Record<string, unknown> = {}): ChatCompletionRequest {
  return { model: 'some-model', messages: [{ role: 'user', content: 'Hi' }], ...fields };
}

function callFor(request: ChatCompletionRequest): Call {
  const call = createCall('r-1', { organisation: 'default', team: 'default', key: 'k', role: 'member' });
  call.outputCap = readOutputCap(request);
  return call;
}

const answerJson =
  (status: number, body: unknown) =>
  ({ response }: RawExchange): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const answerEvents =
  (events: readonly unknown[], end: 'done' | 'cut' | 'open') =>
  ({ response }: RawExchange): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
    if (end === 'done') response.end('data: [DONE]\n\n');
    if (end === 'cut') response.end();
  };

async function failureOf(source: Observable<unknown>): Promise<unknown> {
  return lastValueFrom(source, { defaultValue: undefined }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe.each(STRATEGIES)('a provider of $strategy.name', (underTest) => {
  const { outputCapField } = underTest;
  let upstream: RawUpstream;
  let provider: Provider;
  let chat: ChatCapability;

  beforeAll(async () => {
    upstream = await startRawUpstream();
  });
  afterAll(() => upstream.stop());
  beforeEach(() => {
    provider = createProvider(underTest, upstream.baseUrl);
    if (provider.capabilities.chat === undefined) throw new Error('a provider offers chat');
    chat = provider.capabilities.chat;
    upstream.answerChat(answerJson(500, {}));
  });
  afterEach(() => provider.close());

  const stream = (request: ChatCompletionRequest) => {
    const call = callFor(request);
    return chat.stream(chat.prepare(request, call), call);
  };
  const complete = (request: ChatCompletionRequest) => {
    const call = callFor(request);
    return chat.complete(chat.prepare(request, call), call);
  };

  it('prepares without sending, changing its input, or remembering', () => {
    const request = createRequest({
      max_tokens: 5,
      max_completion_tokens: 7,
      stream: true,
      custom: { a: 1 },
    });
    const before = structuredClone(request);
    const first = chat.prepare(request, callFor(request));
    expect(chat.prepare(request, callFor(request))).toEqual(first);
    expect(request).toEqual(before);
    expect(first.body).toMatchObject({ custom: { a: 1 }, stream_options: { include_usage: true } });
    expect(upstream.exchanges).toHaveLength(0);
  });

  it.each([{ max_tokens: 5 }, { max_completion_tokens: 5 }, { max_tokens: 9, max_completion_tokens: 5 }])(
    'writes the output cap of %o under the one name its upstream takes, and says what it changed',
    (fields) => {
      const request = createRequest(fields);
      const { body, adaptations } = chat.prepare(request, callFor(request));
      const { max_tokens: older, max_completion_tokens: newer } = body;
      expect({ max_tokens: older, max_completion_tokens: newer }[outputCapField]).toBe(5);
      expect([older, newer].filter((value) => value !== undefined)).toHaveLength(1);
      expect([...adaptations].sort()).toEqual(
        Object.keys(fields)
          .filter((field) => field !== outputCapField)
          .sort(),
      );
    },
  );

  it('adds no output cap where the client gave none', () => {
    const { body } = chat.prepare(createRequest(), callFor(createRequest()));
    expect(Object.keys(body)).not.toContain('max_tokens');
    expect(Object.keys(body)).not.toContain('max_completion_tokens');
  });

  it('sends nothing until it is subscribed to, and then emits one answer with usage', async () => {
    upstream.answerChat(answerJson(200, COMPLETION));
    const answer = complete(createRequest());
    expect(upstream.exchanges).toHaveLength(0);
    const { completion, text, usage } = await lastValueFrom(answer);
    expect(JSON.parse(text)).toEqual(COMPLETION);
    expect(completion).toEqual(COMPLETION);
    expect(usage).toEqual(USAGE);
    expect(upstream.exchanges[0]?.request.headers.authorization).toBe('Bearer sk-under-test');
  });

  it('emits the chunks of a stream and completes after [DONE]', async () => {
    upstream.answerChat(answerEvents(EVENTS, 'done'));
    const chunks = await lastValueFrom(stream(createRequest({ stream: true })).pipe(toArray()));
    expect(chunks.map(({ value }) => value)).toEqual(EVENTS);
    expect(chunks.at(-1)).toMatchObject({ usage: USAGE, isUsageOnly: true });
  });

  it('ends a stream that was cut in an error', async () => {
    upstream.answerChat(answerEvents(EVENTS, 'cut'));
    const error = await failureOf(stream(createRequest({ stream: true })));
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ kindName: 'upstream_error' });
  });

  it('ends a stream with an error event in that error', async () => {
    const failure = {
      error: { message: 'Range of x', type: 'invalid_request_error', code: 'invalid_parameter_error' },
    };
    upstream.answerChat(answerEvents([EVENTS[0], failure], 'open'));
    expect(await failureOf(stream(createRequest({ stream: true })))).toMatchObject({
      kindName: 'invalid_request',
      message: 'Range of x',
    });
  });

  it.each([
    [400, 'invalid_request'],
    [401, 'upstream_auth'],
    [403, 'upstream_access'],
    [404, 'model_not_found'],
    [429, 'upstream_request_limit'],
    [500, 'upstream_error'],
    [503, 'upstream_unavailable'],
  ])('makes of status %i a %s, plain and streamed', async (status, kindName) => {
    upstream.answerChat(answerJson(status, { error: { message: 'no', type: 't', code: null, param: null } }));
    expect(await failureOf(complete(createRequest()))).toMatchObject({ kindName });
    expect(await failureOf(stream(createRequest({ stream: true })))).toMatchObject({ kindName });
  });

  it('ends the upstream request when it is unsubscribed from, before and after the first chunk', async () => {
    upstream.answerChat(() => undefined);
    const waiting = stream(createRequest({ stream: true })).subscribe();
    const { isAbandoned } = await upstream.waitForExchange();
    waiting.unsubscribe();
    await until(isAbandoned);

    upstream.answerChat(answerEvents(EVENTS.slice(0, 1), 'open'));
    await firstValueFrom(stream(createRequest({ stream: true })));
    await until(() => upstream.exchanges[0]?.isAbandoned() === true);
  });

  it('lists the models of its upstream', async () => {
    expect(await provider.listModels()).toMatchObject([{ id: 'qwen-plus', object: 'model' }]);
  });

  it('refuses after it was closed', async () => {
    await provider.close();
    expect(await failureOf(complete(createRequest()))).toBeInstanceOf(GatewayError);
  });
});
