import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { chatBody, type ChatReply, postChat, readData } from '../support/post-chat.js';

const running = useGatewayAndSimulator();

type Fields = Readonly<Record<string, unknown>>;

const TOOL = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } };

function post(fields: Fields = {}): Promise<ChatReply> {
  return postChat(running.gateway.origin, chatBody(fields));
}

function say(directive: Fields, text = 'Hello'): { messages: readonly Fields[] } {
  return { messages: [{ role: 'user', content: `${text} [[sim:${JSON.stringify(directive)}]]` }] };
}

async function received(): Promise<Fields> {
  return (await running.simulator.requests()).at(-1)?.body ?? {};
}

function message({ json }: ChatReply): Fields {
  return (json as { choices: { message: Fields }[] } | undefined)?.choices[0]?.message ?? {};
}

function adapted({ headers }: ChatReply): string | null {
  return headers.get('x-gateway-adapted');
}

async function expectRefused(fields: Fields, param: string, ...words: readonly string[]): Promise<void> {
  const { status, json } = await post(fields);
  expect(status).toBe(400);
  expect(json).toMatchObject({ error: { type: 'invalid_request_error', param } });
  for (const word of words) expect(JSON.stringify(json)).toContain(word);
  expect((await running.simulator.requests()).filter(({ method }) => method === 'POST')).toEqual([]);
}

describe('Q1: a plain answer of a model that thinks, or answers, in streams only', () => {
  it.each(['qwen3-8b', 'qwq-plus'])('is put together from a stream: %s', async (model) => {
    const reply = await post({ model, ...say({ text: 'Yes', reasoning: 'Hm' }) });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ object: 'chat.completion', model, usage: { completion_tokens: 2 } });
    expect(message(reply)).toMatchObject({ content: 'Yes', reasoning_content: 'Hm' });
    expect(adapted(reply)).toBe('stream');
    expect(await received()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it('is asked for plainly where thinking is switched off', async () => {
    const reply = await post({ model: 'qwen3-8b', enable_thinking: false });
    expect(reply.status).toBe(200);
    expect(await received()).not.toHaveProperty('stream');
  });

  it('has all tool calls, and its usage is logged', async () => {
    const calls = [1, 2].map((day) => ({ name: 'get_weather', arguments: { day } }));
    const reply = await post({ model: 'qwq-plus', tools: [TOOL], ...say({ tool_calls: calls }) });
    expect(message(reply).tool_calls).toMatchObject(
      calls.map(({ name, arguments: values }) => ({
        type: 'function',
        function: { name, arguments: JSON.stringify(values) },
      })),
    );
    expect((reply.json as { choices: Fields[] }).choices[0]?.finish_reason).toBe('tool_calls');
    const id = reply.headers.get('x-request-id');
    const line = await running.gateway.waitForLog(({ requestId }) => requestId === id);
    expect(line.completionTokens).toBeGreaterThan(0);
  });

  it('that fails within the stream is an error with its status', async () => {
    const fault = { errorAfterEvents: { events: 2, code: 'data_inspection_failed', message: 'no' } };
    const { status, json } = await post({ model: 'qwq-plus', ...say({ text: 'a b c d', ...fault }) });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { code: 'content_filter' } });
  });

  it('is given up upstream when the client leaves', async () => {
    const abort = new AbortController();
    const body = JSON.stringify(chatBody({ model: 'qwq-plus', ...say({ words: 5, stallAfterEvents: 2 }) }));
    const answer = fetch(`${running.gateway.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: abort.signal,
    }).catch(() => undefined);
    await running.simulator.waitForRequest(({ outcome, status }) => outcome === 'open' && status === 200);
    abort.abort();
    await answer;
    await running.simulator.waitForRequest(({ outcome }) => outcome === 'aborted');
  });
});

describe('thinking', () => {
  it('Q2: is switched on by an effort', async () => {
    const reply = await post({ reasoning_effort: 'low', ...say({ text: 'Yes', reasoning: 'Hm' }) });
    expect(message(reply)).toMatchObject({ content: 'Yes', reasoning_content: 'Hm' });
    expect(adapted(reply)).toBe('reasoning_effort');
    expect(await received()).toMatchObject({ enable_thinking: true, thinking_budget: 1_638 });
  });

  it('Q2: comes back in streams too', async () => {
    const { text } = await post({
      stream: true,
      thinking: { type: 'enabled', budget_tokens: 50 },
      ...say({ text: 'Yes', reasoning: 'Hm' }),
    });
    const deltas = readData(text).slice(0, -1).join('\n');
    expect(deltas).toContain('"reasoning_content":"Hm"');
  });

  it.each<[string, Fields]>([
    ['an effort', { reasoning_effort: 'none' }],
    ['the form of Anthropic', { thinking: { type: 'disabled' } }],
    ['the form of Responses', { reasoning: { effort: 'none' } }],
    ['the switch of Qwen', { enable_thinking: false }],
  ])('Q3: is switched off by %s', async (_name, fields) => {
    const reply = await post({ model: 'qwen3.6-plus', ...fields });
    expect(message(reply).reasoning_content).toBe('');
    expect(await received()).toMatchObject({ enable_thinking: false });
    expect(await running.simulator.usage()).not.toMatchObject([
      { usage: { completion_tokens_details: { reasoning_tokens: expect.any(Number) as number } } },
    ]);
  });

  it('Q3: that cannot be switched off is refused', async () => {
    await expectRefused({ model: 'kimi-k3', enable_thinking: false }, 'enable_thinking', 'always thinks');
  });

  it('Q4: beyond the largest budget has the largest', async () => {
    const reply = await post({ model: 'qwen3.8-max', thinking_budget: 999_999 });
    expect(reply.status).toBe(200);
    expect(adapted(reply)).toBe('thinking_budget');
    expect(await received()).toMatchObject({ thinking_budget: 262_144 });
  });

  it('Q4: beyond a largest budget that nobody knows is refused once, and then has it', async () => {
    const fields = { model: 'qwen3.7-plus', enable_thinking: true, thinking_budget: 999_999 };
    const first = await post(fields);
    expect(first.status).toBe(400);
    expect(first.json).toMatchObject({ error: { message: expect.stringContaining('81920') as string } });
    const second = await post(fields);
    expect(second.status).toBe(200);
    expect(adapted(second)).toBe('thinking_budget');
    expect(await received()).toMatchObject({ thinking_budget: 81_920 });
  });

  it.each<[string, Fields, string]>([
    [
      'Q5',
      { response_format: { type: 'json_object' }, messages: [{ role: 'user', content: 'JSON!' }] },
      'response_format',
    ],
    ['Q6', { tools: [TOOL], tool_choice: 'required' }, 'tool_choice'],
    [
      'Q6',
      { tools: [TOOL], tool_choice: { type: 'function', function: { name: 'get_weather' } } },
      'tool_choice',
    ],
  ])('%s: gives way to what excludes it, unless both were asked for: %j', async (_row, fields, param) => {
    const reply = await post({ model: 'qwen3-32b', stream: true, ...fields });
    expect(reply.status).toBe(200);
    expect(reply.text).not.toContain('"error"');
    expect(adapted(reply)).toContain('enable_thinking');
    expect(await received()).toMatchObject({ enable_thinking: false });
    await running.simulator.reset();
    await expectRefused({ model: 'qwen3-32b', enable_thinking: true, ...fields }, param, 'enable_thinking');
  });

  it.each<[Fields, string]>([
    [{ reasoning_effort: 'turbo' }, 'reasoning_effort'],
    [{ thinking_budget: 0 }, 'thinking_budget'],
    [{ thinking_budget: -5 }, 'thinking_budget'],
    [{ enable_thinking: false, thinking_budget: 5 }, 'thinking_budget'],
    [{ thinking: { type: 'disabled' }, reasoning_effort: 'high' }, 'thinking'],
  ])('that makes no sense is refused: %j', async (fields, param) => {
    await expectRefused(fields, param);
  });
});

describe('the output cap', () => {
  it('Q7: above the maximum of the model is the maximum', async () => {
    const reply = await post({ max_tokens: 999_999 });
    expect(reply.status).toBe(200);
    expect(adapted(reply)).toBe('max_tokens');
    expect(await received()).toMatchObject({ max_completion_tokens: 32_768 });
  });

  it('Q7: above a maximum that nobody knows is refused once, and then is the maximum', async () => {
    const fields = { model: 'qwen3.7-flash', max_completion_tokens: 999_999 };
    expect((await post(fields)).status).toBe(400);
    const second = await post(fields);
    expect(second.status).toBe(200);
    expect(adapted(second)).toBe('max_completion_tokens');
    expect(await received()).toMatchObject({ max_completion_tokens: 65_536 });
  });

  it('Q8: has the name that the upstream wants, whichever the client used', async () => {
    await post({ max_tokens: 7 });
    expect(await received()).toEqual(chatBody({ max_completion_tokens: 7 }));
    await post({ max_completion_tokens: 7 });
    expect(await received()).toEqual(chatBody({ max_completion_tokens: 7 }));
  });
});

describe('Q9: what OpenAI knows and Model Studio does not', () => {
  it('is made acceptable, and what was changed is reported', async () => {
    const reply = await post({
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'developer', content: 'Be brief.' },
      ],
      store: true,
      service_tier: 'auto',
      metadata: { a: 'b' },
      user: 'u-1',
      prompt_cache_key: 'k',
      stream_options: { include_usage: true },
      stop: [],
      seed: -1,
      temperature: 2,
      top_p: 0,
      logprobs: true,
      top_logprobs: 20,
      response_format: { type: 'json_object' },
      tools: [{ type: 'function', function: { ...TOOL.function, strict: true } }],
    });
    expect(reply.status).toBe(200);
    expect(await received()).toEqual({
      model: 'qwen-plus',
      messages: [
        { role: 'system', content: 'Be brief.\n\nAnswer in JSON.' },
        { role: 'user', content: 'Hello' },
      ],
      seed: 2 ** 31 - 1,
      temperature: 1.99,
      top_p: 0.01,
      logprobs: true,
      top_logprobs: 5,
      response_format: { type: 'json_object' },
      tools: [TOOL],
      parallel_tool_calls: true,
    });
    expect(adapted(reply)?.split(',')).toEqual([
      'store',
      'metadata',
      'service_tier',
      'user',
      'prompt_cache_key',
      'stream_options',
      'messages[1].role',
      'messages',
      'temperature',
      'top_p',
      'seed',
      'stop',
      'top_logprobs',
      'tools[0].function.strict',
      'parallel_tool_calls',
    ]);
  });

  it.each([
    {
      what: 'an effort for a model that never thinks',
      fields: { model: 'qwen-max', reasoning_effort: 'high' },
      wire: {},
      path: 'reasoning_effort',
    },
    {
      what: 'choices of a model that thinks',
      fields: { model: 'qwen3-32b', n: 2, stream: true },
      wire: { enable_thinking: false },
      path: 'enable_thinking',
    },
  ])('takes $what', async ({ fields, wire, path }) => {
    const reply = await post(fields);
    expect(reply.status).toBe(200);
    expect(adapted(reply)).toBe(path);
    const body = await received();
    expect(body).toMatchObject(wire);
    expect(body).not.toHaveProperty('reasoning_effort');
  });

  it('calls several functions at once, which is the default', async () => {
    const calls = [1, 2].map((day) => ({ name: 'get_weather', arguments: { day } }));
    const reply = await post({ tools: [TOOL], ...say({ tool_calls: calls }) });
    expect(message(reply).tool_calls).toHaveLength(2);
  });

  it.each([false, true])(
    'calls a function by the name that the client gave it, streamed: %s',
    async (stream) => {
      const name = 'search';
      const tools = [{ type: 'function', function: { name, parameters: { type: 'object' } } }];
      const choice = { type: 'function', function: { name } };
      const { status, text } = await post({ stream, tools, tool_choice: choice });
      expect(status).toBe(200);
      expect(text).toContain('"name":"search"');
      expect(text).not.toMatch(/search_[0-9a-f]{8}/);
      expect(JSON.stringify(await received())).toMatch(/"name":"search_[0-9a-f]{8}"/);
    },
  );

  it('takes such a name back in the history', async () => {
    const call = { id: 'c', type: 'function', function: { name: 'files.read', arguments: '{}' } };
    const reply = await post({
      messages: [
        { role: 'user', content: 'Read' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content: 'text' },
      ],
      tools: [{ type: 'function', function: { name: 'files.read', parameters: { type: 'object' } } }],
    });
    expect(message(reply).content).toContain('text');
    expect(JSON.stringify(await received())).not.toContain('files.read');
  });

  it.each<[string, Fields, string]>([
    [
      'a JSON schema',
      { response_format: { type: 'json_schema', json_schema: { name: 'n', schema: {} } } },
      'response_format',
    ],
    [
      'a schema without end',
      {
        model: 'qwen3.8-max',
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema: { properties: { a: { $ref: '#' } } } },
        },
      },
      'response_format.json_schema.schema',
    ],
    ['too many tools', { tools: Array.from({ length: 129 }, () => TOOL) }, 'tools'],
    ['too many choices', { n: 5 }, 'n'],
    ['choices with tools', { n: 2, tools: [TOOL] }, 'n'],
    ['mixed stops', { stop: ['a', 1] }, 'stop'],
    [
      'a tool message without a call',
      { messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] },
      'messages[0].tool_call_id',
    ],
  ])('refuses %s', async (_name, fields, param) => {
    await expectRefused(fields, param);
  });
});

describe('what a message contains', () => {
  it('Q14: reasoning of earlier turns goes on', async () => {
    const messages = [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hi', reasoning_content: 'A greeting.' },
      { role: 'user', content: 'Again' },
    ];
    const reply = await post({ model: 'qwen3.8-max', messages, preserve_thinking: true });
    expect(reply.status).toBe(200);
    expect(adapted(reply)).toBeNull();
    expect(await received()).toMatchObject({ messages, preserve_thinking: true });
  });

  it('Q29, Q32: markers of the cache and ids of files go on', async () => {
    const marked = [{ type: 'text', text: 'A long text', cache_control: { type: 'ephemeral' } }];
    const messages = [
      { role: 'system', content: 'fileid://file-fe-abc' },
      { role: 'user', content: marked },
    ];
    const reply = await post({ model: 'qwen-long', messages });
    expect(adapted(reply)).toBeNull();
    expect((await received()).messages).toEqual(messages);
  });

  it('Q39: lists of parts stay lists', async () => {
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
    ];
    const reply = await post({ model: 'qwen3-vl-plus', messages: [{ role: 'user', content }] });
    expect(message(reply).content).toContain('I received 1 image.');
    expect((await received()).messages).toEqual([{ role: 'user', content }]);
  });

  it.each([
    {
      row: 'Q20',
      model: 'qwen-plus',
      part: { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
      rest: '',
    },
    {
      row: 'Q20',
      model: 'qwen-plus',
      part: { type: 'input_audio', input_audio: { data: 'x', format: 'wav' } },
      rest: '',
    },
    {
      row: 'Q39',
      model: 'qwen3-vl-plus',
      part: { type: 'image_url', image_url: { url: 'data:image/png;base64,' } },
      rest: '.image_url.url',
    },
    {
      row: 'Q39',
      model: 'qwen3-vl-plus',
      part: { type: 'image_url', image_url: { url: 'data:image/png;base64,@@' } },
      rest: '.image_url.url',
    },
  ])('$row: a part that $model cannot take is refused: $part', async ({ model, part, rest }) => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'What?' }, part] }];
    await expectRefused({ model, messages }, `messages[0].content[1]${rest}`);
  });
});
