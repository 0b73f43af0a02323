import OpenAI, {
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';

const MASTER_KEY = 'sk-gateway-master-key';
const MODEL = 'qwen-plus';
const CHAT_PATH = '/chat/completions';
/** Far longer than any test takes. */
const FOREVER_MS = 600_000;

const running = useGatewayAndSimulator({ GATEWAY_MASTER_KEY: MASTER_KEY, HOST: '127.0.0.1' });
let client: OpenAI;

beforeAll(() => {
  client = createClient();
});

function createClient(options: { apiKey?: string; maxRetries?: number } = {}): OpenAI {
  const baseURL = `${running.gateway.origin}/v1`;
  return new OpenAI({ baseURL, apiKey: MASTER_KEY, maxRetries: 0, ...options });
}

type Directive = Readonly<Record<string, unknown>>;

/** A question that also tells the simulator how to answer. */
function ask(text: string, directive: Directive = {}): { role: 'user'; content: string }[] {
  return [{ role: 'user', content: `${text} [[sim:${JSON.stringify(directive)}]]` }];
}

async function chatRequests() {
  const requests = await running.simulator.requests();
  return requests.filter(({ path }) => path.endsWith(CHAT_PATH));
}

/** Resolves with the newest chat request that is in this state. */
function waitForChat(outcome: 'open' | 'completed' | 'aborted') {
  return running.simulator.waitForRequest(
    (request) => request.path.endsWith(CHAT_PATH) && request.outcome === outcome,
  );
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
}

describe('a plain answer', () => {
  it('is the completion, with the request id', async () => {
    const completion = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { text: 'Grüße, 世界 🌍' }),
    });
    expect(completion.object).toBe('chat.completion');
    expect(completion.model).toBe(MODEL);
    expect(completion.choices[0]?.message.content).toBe('Grüße, 世界 🌍');
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect(completion.usage?.total_tokens).toBeGreaterThan(0);
    expect(completion._request_id).toMatch(/^[\w-]{36}$/);
  });

  it('has as many choices as were asked for', async () => {
    const { choices } = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { text: 'Yes' }),
      n: 3,
    });
    expect(choices.map(({ message }) => message.content)).toEqual(['Yes', 'Yes', 'Yes']);
  });

  it('is abandoned upstream when the client aborts before it has begun', async () => {
    const abort = new AbortController();
    const answer = client.chat.completions.create(
      { model: MODEL, messages: ask('Hello', { firstByteDelayMs: FOREVER_MS }) },
      { signal: abort.signal },
    );
    const failure = rejection(answer);
    await waitForChat('open');
    abort.abort();
    expect(await failure).toBeInstanceOf(APIUserAbortError);
    await waitForChat('aborted');
  });

  it('is abandoned upstream when the client aborts while it arrives there', async () => {
    const abort = new AbortController();
    const answer = client.chat.completions.create(
      { model: MODEL, messages: ask('Hello', { text: 'Half of this', stallAfterEvents: 1 }) },
      { signal: abort.signal },
    );
    const failure = rejection(answer);
    await running.simulator.waitForRequest(({ outcome, status }) => outcome === 'open' && status === 200);
    abort.abort();
    expect(await failure).toBeInstanceOf(APIUserAbortError);
    await waitForChat('aborted');
  });
});

describe('a stream', () => {
  it('gives the text piece by piece, and ends', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { words: 40 }),
      stream: true,
    });
    const pieces: string[] = [];
    const reasons: unknown[] = [];
    for await (const { choices, usage } of stream) {
      expect(choices).toHaveLength(1);
      expect(usage ?? null).toBeNull();
      pieces.push(choices[0]?.delta.content ?? '');
      reasons.push(choices[0]?.finish_reason);
    }
    expect(pieces.join('').split(' ')).toHaveLength(40);
    expect(pieces.length).toBeGreaterThan(40);
    expect(reasons.filter((reason) => reason !== null)).toEqual(['stop']);
  });

  it('ends with the usage where it was asked for', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { words: 5 }),
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)?.choices).toEqual([]);
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(5);
  });

  it('carries the reasoning of a thinking model', async () => {
    const stream = await client.chat.completions.create({
      model: 'qwen3.8-max',
      messages: ask('Hello', { text: 'Answer.', reasoning: 'I think about it.' }),
      stream: true,
    });
    let reasoning = '';
    let content = '';
    for await (const { choices } of stream) {
      const delta = choices[0]?.delta as { content?: string | null; reasoning_content?: string | null };
      reasoning += delta.reasoning_content ?? '';
      content += delta.content ?? '';
    }
    expect({ reasoning, content }).toEqual({ reasoning: 'I think about it.', content: 'Answer.' });
  });

  const SLOW = { words: 10_000, eventIntervalMs: 20 };

  it('is abandoned upstream when the client aborts in its middle', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', SLOW),
      stream: true,
    });
    let seen = 0;
    for await (const chunk of stream) {
      expect(chunk.choices).toHaveLength(1);
      seen += 1;
      if (seen === 3) stream.controller.abort();
    }
    expect(seen).toBeLessThan(20);
    await waitForChat('aborted');
  });

  it('is abandoned upstream when the client stops reading in its middle', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', SLOW),
      stream: true,
    });
    for await (const chunk of stream) {
      expect(chunk.choices).toHaveLength(1);
      break;
    }
    await waitForChat('aborted');
  });

  it('is abandoned upstream when the client aborts before its first event', async () => {
    const abort = new AbortController();
    const answer = client.chat.completions.create(
      { model: MODEL, messages: ask('Hello', { firstByteDelayMs: FOREVER_MS }), stream: true },
      { signal: abort.signal },
    );
    const failure = rejection(answer);
    await waitForChat('open');
    abort.abort();
    expect(await failure).toBeInstanceOf(APIUserAbortError);
    await waitForChat('aborted');
  });
});

describe('tools', () => {
  const TOOL: OpenAI.ChatCompletionTool = {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  };
  const CITIES = ['北京', '上海 🏙️'];
  const CALLS = { tool_calls: CITIES.map((city) => ({ name: 'get_weather', arguments: { city } })) };
  const EXPECTED = CITIES.map((city) => ['get_weather', JSON.stringify({ city })]);

  type Calls = readonly OpenAI.ChatCompletionMessageToolCall[] | undefined;

  function describeCalls(calls: Calls): unknown {
    return calls?.map((call) =>
      call.type === 'function' ? [call.function.name, call.function.arguments] : [],
    );
  }

  for (const model of [MODEL, 'qwen3.8-max']) {
    it(`are called in parallel in a plain answer of ${model}`, async () => {
      const { choices } = await client.chat.completions.create({
        model,
        messages: ask('Weather?', CALLS),
        tools: [TOOL],
        parallel_tool_calls: true,
      });
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      expect(describeCalls(choices[0]?.message.tool_calls)).toEqual(EXPECTED);
    });

    it(`are called in parallel in a stream of ${model}`, async () => {
      const { choices } = await client.chat.completions
        .stream({ model, messages: ask('Weather?', CALLS), tools: [TOOL], parallel_tool_calls: true })
        .finalChatCompletion();
      const calls = choices[0]?.message.tool_calls;
      expect(choices[0]?.finish_reason).toBe('tool_calls');
      expect(describeCalls(calls)).toEqual(EXPECTED);
      expect(new Set(calls?.map(({ id }) => id)).size).toBe(2);
      expect(calls?.every(({ id }) => id.startsWith('call_'))).toBe(true);
    });
  }

  it('are run in a loop by the library, whose results reach the upstream', async () => {
    const asked: unknown[] = [];
    const runner = client.chat.completions.runTools({
      model: MODEL,
      messages: ask('Weather?', CALLS),
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'The weather of a city',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
            parse: (text: string) => JSON.parse(text) as { city: string },
            function: ({ city }: { city: string }) => {
              asked.push(city);
              return `sunny in ${city}`;
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('The tool returned: "sunny in 上海 🏙️".');
    expect(asked).toEqual(CITIES);
    const second = (await chatRequests()).at(-1)?.body.messages as { role: string; content: string }[];
    expect(second.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
    expect(second.at(-1)?.content).toBe('sunny in 上海 🏙️');
  });
});

describe('what the request contains', () => {
  it('reaches the upstream with its vision parts unchanged', async () => {
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'system', content: 'You see.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this? 这是什么？' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png?x=1&y=%20', detail: 'high' } },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${'iVBORw0KGgo='.repeat(2_000)}` } },
        ],
      },
    ];
    const { choices } = await client.chat.completions.create({ model: 'qwen3-vl-plus', messages });
    expect(choices[0]?.message.content).toContain('I received 2 images.');
    expect((await chatRequests())[0]?.body.messages).toEqual(messages);
  });

  it('asks for JSON, and gets it', async () => {
    const { choices } = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Answer in JSON.'),
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toHaveProperty('answer');
    expect((await chatRequests())[0]?.body.response_format).toEqual({ type: 'json_object' });
  });

  it('asks for JSON of a schema, and gets it', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name', 'age'],
      additionalProperties: false,
    };
    const completion = await client.chat.completions.parse({
      model: 'qwen3.7-plus',
      messages: ask('A person'),
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema } },
    });
    const person = JSON.parse(completion.choices[0]?.message.content ?? '') as Record<string, unknown>;
    expect(Object.keys(person)).toEqual(['name', 'age']);
  });
});

describe('the cap of tokens', () => {
  const CASES: readonly {
    readonly sent: Readonly<Record<string, number | null>>;
    readonly received: Readonly<Record<string, number | null>>;
  }[] = [
    { sent: { max_tokens: 7 }, received: { max_completion_tokens: 7 } },
    { sent: { max_completion_tokens: 7 }, received: { max_completion_tokens: 7 } },
    { sent: { max_tokens: 5, max_completion_tokens: 7 }, received: { max_completion_tokens: 7 } },
    { sent: { max_tokens: 7, max_completion_tokens: null }, received: { max_completion_tokens: 7 } },
    { sent: { max_tokens: null, max_completion_tokens: 7 }, received: { max_completion_tokens: 7 } },
    { sent: { max_tokens: null }, received: {} },
    { sent: {}, received: {} },
  ];

  for (const { sent, received } of CASES) {
    for (const stream of [false, true]) {
      it(`${JSON.stringify(sent)} ${stream ? 'of a stream ' : ''}arrives as ${JSON.stringify(received)}`, async () => {
        const request = { model: MODEL, messages: ask('Hello', { words: 20 }), ...sent };
        const { choices } = stream
          ? await client.chat.completions.stream(request).finalChatCompletion()
          : await client.chat.completions.create(request);
        const [upstream] = await chatRequests();
        const caps = Object.entries(upstream?.body ?? {}).filter(([field]) => field.startsWith('max_'));
        expect(Object.fromEntries(caps)).toEqual(received);
        const hasCap = 'max_completion_tokens' in received;
        expect(choices[0]?.finish_reason).toBe(hasCap ? 'length' : 'stop');
        expect(choices[0]?.message.content?.split(' ')).toHaveLength(hasCap ? 7 : 20);
      });
    }
  }
});

describe('errors', () => {
  const BY_UPSTREAM = [
    {
      preset: 'limit_requests',
      type: RateLimitError,
      status: 429,
      code: 'rate_limit_exceeded',
      says: 'You have exceeded your current request limit.',
    },
    {
      preset: 'data_inspection_failed',
      type: BadRequestError,
      status: 400,
      code: 'content_filter',
      says: 'inappropriate content',
    },
    {
      preset: 'internal_server_error',
      type: InternalServerError,
      status: 502,
      code: 'upstream_error',
      says: '502 list index out of range',
    },
    {
      preset: 'ModelUnavailable',
      type: InternalServerError,
      status: 503,
      code: 'upstream_unavailable',
      says: 'Model is unavailable',
    },
    {
      preset: 'invalid_api_key',
      type: InternalServerError,
      status: 502,
      code: 'upstream_auth',
      says: 'its operator must check the key',
    },
  ] as const;

  for (const { preset, type, status, code, says } of BY_UPSTREAM) {
    for (const stream of [false, true]) {
      it(`${preset} of the upstream is a ${type.name}${stream ? ' before a stream' : ''}`, async () => {
        const answer = client.chat.completions.create({
          model: MODEL,
          messages: ask('Hello', { preset }),
          stream,
        });
        const error = await rejection(answer);
        expect(error).toBeInstanceOf(type);
        if (!(error instanceof APIError)) return;
        expect(error).toMatchObject({ status, code });
        expect(error.message).toContain(says);
        expect(error.requestID).toMatch(/^[\w-]{36}$/);
        const [upstream] = await chatRequests();
        const { headers } = error as { headers?: Headers };
        expect(headers?.get('x-upstream-request-id')).toBe(upstream?.id);
      });
    }
  }

  it('a wrong key of the gateway is an AuthenticationError', async () => {
    const stranger = createClient({ apiKey: 'sk-wrong' });
    const error = await rejection(stranger.chat.completions.create({ model: MODEL, messages: ask('Hello') }));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect((error as APIError).requestID).toMatch(/^[\w-]{36}$/);
    expect(await chatRequests()).toEqual([]);
  });

  it('an unknown model is a NotFoundError that names the nearest', async () => {
    const error = await rejection(
      client.chat.completions.create({ model: 'qwen-pluss', messages: ask('Hello') }),
    );
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    expect((error as APIError).message).toContain('qwen-plus');
  });

  it('a parameter that the upstream refuses is a BadRequestError in its own words', async () => {
    const error = await rejection(
      client.chat.completions.create({ model: MODEL, messages: ask('Hello'), temperature: 2.5 }),
    );
    expect(error).toBeInstanceOf(BadRequestError);
    expect((error as APIError).message).toBe('400 Temperature should be in [0.0, 2.0)');
  });

  it('a field that the gateway refuses is a BadRequestError that names it', async () => {
    const error = await rejection(client.chat.completions.create({ model: MODEL, messages: [] }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'messages' });
  });

  it('an error inside a stream is thrown where the stream is read', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { words: 5, errorAfterEvents: { events: 3, code: 'internal_server_error' } }),
      stream: true,
    });
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const { choices } of stream) seen += choices.length;
    };
    const error = await rejection(read());
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'upstream_error', type: 'upstream_error' });
    expect((error as APIError).requestID).toMatch(/^[\w-]{36}$/);
    expect(seen).toBe(3);
  });

  it('a stream that the upstream cuts throws where it is read, and does not just end', async () => {
    const stream = await client.chat.completions.create({
      model: MODEL,
      messages: ask('Hello', { words: 5, cutAfterEvents: 3 }),
      stream: true,
    });
    const read = async (): Promise<void> => {
      for await (const { choices } of stream) expect(choices).toHaveLength(1);
    };
    expect(await rejection(read())).toMatchObject({ code: 'upstream_error' });
  });

  it('are tried again by the library where that can help', async () => {
    await running.simulator.inject({ preset: 'limit_requests', match: { path: CHAT_PATH } });
    const patient = createClient({ maxRetries: 1 });
    await patient.chat.completions.create({ model: MODEL, messages: ask('Hello') });
    expect((await chatRequests()).map(({ status }) => status)).toEqual([429, 200]);
  });

  it("are not tried again by the library where only the gateway's operator can help", async () => {
    await running.simulator.inject({ preset: 'Arrearage', times: 3, match: { path: CHAT_PATH } });
    const patient = createClient({ maxRetries: 2 });
    const error = await rejection(patient.chat.completions.create({ model: MODEL, messages: ask('Hello') }));
    expect(error).toMatchObject({ status: 502, code: 'upstream_arrears' });
    expect(await chatRequests()).toHaveLength(1);
  });
});

describe('models', () => {
  it('are listed', async () => {
    const ids: string[] = [];
    for await (const { id, object } of client.models.list()) {
      expect(object).toBe('model');
      ids.push(id);
    }
    expect(ids).toContain(MODEL);
    expect(ids).toContain('siliconflow/deepseek-v3.2');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are found by id, also by one with a slash or with its provider', async () => {
    for (const id of [MODEL, 'siliconflow/deepseek-v3.2', `bailian/${MODEL}`]) {
      expect(await client.models.retrieve(id)).toMatchObject({ id, object: 'model' });
    }
  });

  it('that do not exist are a NotFoundError', async () => {
    const error = await rejection(client.models.retrieve('no-such-model'));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found' });
  });
});
