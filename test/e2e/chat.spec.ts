import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { chatBody, type ChatReply, postChat, readData } from '../support/post-chat.js';
import { writeConfigFile } from '../support/write-config-file.js';

const running = useGatewayAndSimulator({
  CONFIG_FILE: writeConfigFile(
    'providers:',
    '  bailian:',
    '    type: bailian',
    '  vllm:',
    '    type: openai-compatible',
    '    api_key: sk-test-vllm',
    '    base_url: ${BAILIAN_BASE_URL}',
    '  modern:',
    '    type: openai-compatible',
    '    api_key: sk-test-modern',
    '    base_url: ${BAILIAN_BASE_URL}',
    '    output_cap_field: max_completion_tokens',
    'aliases:',
    '  fast: bailian/qwen-flash',
    '  private: vllm/qwen-turbo',
    '  qwen-max: bailian/qwen3-max',
  ),
});

/** Fields of OpenAI and of Qwen, and some that nobody knows. */
const FIELDS = {
  model: 'qwen-plus',
  messages: [
    { role: 'system', content: 'Be brief.', unknown_of_message: { deep: [1, null, { x: '世界 🌍' }] } },
    {
      role: 'user',
      content: [{ type: 'text', text: 'Grüße', cache_control: { type: 'ephemeral' } }],
      name: 'eve',
    },
  ],
  temperature: 0.25,
  top_p: 0.9,
  top_k: 20,
  n: 1,
  seed: 1234,
  stop: ['END', '。'],
  presence_penalty: -0.5,
  frequency_penalty: 0.125,
  repetition_penalty: 1.05,
  logprobs: true,
  top_logprobs: 2,
  logit_bias: { '50256': -100 },
  tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', $defs: {} } } }],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  response_format: { type: 'text' },
  enable_thinking: true,
  thinking_budget: 512,
  enable_search: true,
  search_options: { forced_search: true },
  vl_high_resolution_images: true,
  extra_body: { kept: true },
  x_unknown: [1.5, 1e-7, 9007199254740991, '\u0000\u2028"\\', [], {}],
  'field with spaces.and/signs': true,
  constructor: 'a name that objects have',
};

function ask(directive: Readonly<Record<string, unknown>>): { messages: unknown } {
  return { messages: [{ role: 'user', content: `Hello [[sim:${JSON.stringify(directive)}]]` }] };
}

function post(
  fields: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<ChatReply> {
  return postChat(running.gateway.origin, chatBody(fields), headers);
}

async function receivedBodies(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await running.simulator.requests()).map(({ body }) => body);
}

describe('the request', () => {
  it('reaches the upstream with every field, known or not', async () => {
    const { status } = await post(FIELDS);
    expect(status).toBe(200);
    expect(await receivedBodies()).toEqual([FIELDS]);
  });

  it('reaches it with only the cap renamed', async () => {
    const { headers } = await post({ ...FIELDS, max_tokens: 64 });
    expect(await receivedBodies()).toEqual([{ ...FIELDS, max_completion_tokens: 64 }]);
    expect(headers.get('x-gateway-adapted')).toBe('max_tokens');
  });

  it('reaches it with usage asked for where it is a stream, and the other stream options kept', async () => {
    const stream = { ...FIELDS, stream: true, stream_options: { chunk_include_usage: false } };
    await post(stream);
    const options = { chunk_include_usage: false, include_usage: true };
    expect(await receivedBodies()).toEqual([{ ...stream, stream_options: options }]);
  });

  it('reaches it unchanged, and says so by no header, where no cap was sent', async () => {
    const { headers } = await post({ max_completion_tokens: 64 });
    expect(headers.get('x-gateway-adapted')).toBeNull();
    expect(await receivedBodies()).toEqual([chatBody({ max_completion_tokens: 64 })]);
  });

  it('goes to the chat path as JSON with the key of the provider, not of the client', async () => {
    await post({}, { authorization: 'Bearer sk-of-the-client', cookie: 'a=b', 'x-client': 'secret' });
    const [request] = await running.simulator.requests();
    expect(request).toMatchObject({ method: 'POST', path: '/compatible-mode/v1/chat/completions' });
    expect(request?.headers['content-type']).toBe('application/json');
    // The simulator keeps the end of a key only.
    expect(request?.headers.authorization).toBe('ream');
    expect(request?.headers).not.toHaveProperty('cookie');
    expect(request?.headers).not.toHaveProperty('x-client');
  });
});

describe('the response headers', () => {
  for (const stream of [false, true]) {
    const kind = stream ? 'a stream' : 'a plain answer';

    it(`of ${kind} name the provider, both request ids and what was adapted`, async () => {
      const { headers } = await post({ stream, max_tokens: 3 });
      const [upstream] = await running.simulator.requests();
      expect(headers.get('x-gateway-provider')).toBe('bailian');
      expect(headers.get('x-upstream-request-id')).toBe(upstream?.id);
      expect(headers.get('x-gateway-adapted')).toBe('max_tokens');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-request-id')).not.toBe(upstream?.id);
    });

    it(`of ${kind} keep a valid request id of the client`, async () => {
      const id = `Client_1.${'x'.repeat(119)}`;
      const { headers } = await post({ stream }, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toBe(id);
    });
  }

  for (const id of ['', 'with space', 'x'.repeat(129), 'a/b', '<script>']) {
    it(`have an id of ours in the place of ${JSON.stringify(id)}`, async () => {
      const { headers } = await post({}, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });
  }

  it('say in bytes how long a plain answer is', async () => {
    const text = 'Grüße — 世界 🌍 👩‍👩‍👧 '.repeat(500);
    const { headers, text: body, json } = await post(ask({ text }));
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json).toMatchObject({ choices: [{ message: { content: text } }] });
  });

  it('of a stream keep proxies from holding events back', async () => {
    const { headers } = await post({ stream: true });
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
  });

  it('name nothing that is in front of or behind the gateway', async () => {
    const { headers } = await post();
    const names = [...headers.keys()];
    expect(
      names.filter((name) => /^(server|x-powered-by|x-dashscope-.*|etag|x-envoy-.*)$/.test(name)),
    ).toEqual([]);
  });

  it('expose the ids with errors, too', async () => {
    const { headers, status } = await post(ask({ preset: 'limit_requests' }), { 'x-request-id': 'mine' });
    const [upstream] = await running.simulator.requests();
    expect(status).toBe(429);
    expect(headers.get('x-request-id')).toBe('mine');
    expect(headers.get('x-gateway-provider')).toBe('bailian');
    expect(headers.get('x-upstream-request-id')).toBe(upstream?.id);
  });
});

describe('the answer', () => {
  it('has what the upstream sent, its own fields included', async () => {
    const { json } = await post({ model: 'qwen3.8-max', ...ask({ text: 'Yes', reasoning: 'Hm' }) });
    expect(json).toMatchObject({
      object: 'chat.completion',
      model: 'qwen3.8-max',
      choices: [{ message: { role: 'assistant', content: 'Yes', reasoning_content: 'Hm' } }],
      usage: { prompt_tokens_details: { cached_tokens: 0 } },
    });
  });

  it('that was cut at the time limit of the upstream has finish_reason length, and says so', async () => {
    const { json, headers } = await post({ ...ask({ text: 'half done', partial: true }), max_tokens: 100 });
    expect(json).toMatchObject({ choices: [{ message: { content: 'half ' }, finish_reason: 'length' }] });
    expect(headers.get('x-gateway-adapted')).toBe('max_tokens,partial_response');
  });

  it('of one with multi-byte text that was cut at the time limit has the right length', async () => {
    const { text, headers, json } = await post(ask({ text: '世界🌍世界🌍', partial: true }));
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(json).toMatchObject({ choices: [{ message: { content: '世界🌍' } }] });
  });

  it('that is no completion is an upstream_error', async () => {
    await running.simulator.inject({ rawBody: '{"hello":"world"}', match: { path: '/chat/completions' } });
    const { status, json } = await post();
    expect(status).toBe(502);
    expect(json).toMatchObject({ error: { type: 'upstream_error', code: 'upstream_error' } });
  });
});

describe('usage in a stream', () => {
  const usageOf = ({ text }: ChatReply): readonly string[] =>
    readData(text).filter((data) => data.includes('"choices":[]'));

  it('is asked of the upstream and hidden from a client that did not ask', async () => {
    for (const options of [undefined, null, {}, { include_usage: false }]) {
      await running.simulator.reset();
      const reply = await post({ stream: true, stream_options: options });
      expect(usageOf(reply)).toEqual([]);
      expect(readData(reply.text).at(-1)).toBe('[DONE]');
      const [body] = await receivedBodies();
      expect(body?.stream_options).toEqual({ include_usage: true });
    }
  });

  it('is shown to a client that asked, and is what the upstream counted', async () => {
    const reply = await post({ stream: true, stream_options: { include_usage: true }, ...ask({ words: 9 }) });
    const [chunk, ...others] = usageOf(reply);
    expect(others).toEqual([]);
    const [counted] = await running.simulator.usage();
    expect(JSON.parse(chunk ?? '')).toMatchObject({ usage: counted?.usage });
    expect(counted?.usage).toMatchObject({ completion_tokens: 9 });
  });

  it('is in the access line, whether or not the client asked', async () => {
    await post({ stream: true, ...ask({ words: 11 }) }, { 'x-request-id': 'usage-in-log' });
    const line = await running.gateway.waitForLog(({ requestId }) => requestId === 'usage-in-log');
    expect(line).toMatchObject({
      completionTokens: 11,
      provider: 'bailian',
      model: 'qwen-plus',
      status: 200,
    });
  });

  it('that a client refused explicitly counts as adapted', async () => {
    const { headers } = await post({ stream: true, stream_options: { include_usage: false } });
    expect(headers.get('x-gateway-adapted')).toBe('stream_options.include_usage');
  });
});

describe('the name of a model', () => {
  const CASES = [
    { name: 'qwen-plus', provider: 'bailian', model: 'qwen-plus' },
    { name: 'bailian/qwen-plus', provider: 'bailian', model: 'qwen-plus' },
    { name: 'vllm/qwen-plus', provider: 'vllm', model: 'qwen-plus' },
    { name: 'siliconflow/deepseek-v3.2', provider: 'bailian', model: 'siliconflow/deepseek-v3.2' },
    { name: 'vllm/kimi/kimi-k2.5', provider: 'vllm', model: 'kimi/kimi-k2.5' },
    { name: 'fast', provider: 'bailian', model: 'qwen-flash' },
    { name: 'private', provider: 'vllm', model: 'qwen-turbo' },
    { name: 'qwen-max', provider: 'bailian', model: 'qwen3-max' },
  ];

  for (const { name, provider, model } of CASES) {
    it(`${name} means ${model} of ${provider}`, async () => {
      const { status, headers } = await post({ model: name });
      expect(status).toBe(200);
      expect(headers.get('x-gateway-provider')).toBe(provider);
      expect((await receivedBodies()).map((body) => body.model)).toEqual([model]);
    });
  }

  it('with its provider is forwarded even if no list has it', async () => {
    const { status, json } = await post({ model: 'bailian/not-listed' });
    expect(status).toBe(404);
    expect(json).toMatchObject({ error: { code: 'model_not_found' } });
    expect((await receivedBodies()).map((body) => body.model)).toEqual(['not-listed']);
  });
});

describe('the cap of an openai-compatible provider', () => {
  const CASES = [
    { model: 'vllm/qwen-plus', sent: 'max_tokens', received: 'max_tokens' },
    { model: 'vllm/qwen-plus', sent: 'max_completion_tokens', received: 'max_tokens' },
    { model: 'modern/qwen-plus', sent: 'max_tokens', received: 'max_completion_tokens' },
    { model: 'modern/qwen-plus', sent: 'max_completion_tokens', received: 'max_completion_tokens' },
  ];

  for (const { model, sent, received } of CASES) {
    it(`${sent} for ${model} is ${received}`, async () => {
      const { headers } = await post({ model, [sent]: 8 });
      expect(await receivedBodies()).toEqual([chatBody({ model: 'qwen-plus', [received]: 8 })]);
      expect(headers.get('x-gateway-adapted')).toBe(sent === received ? null : sent);
    });
  }
});
