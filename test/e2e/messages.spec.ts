import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type MessagesReply, postMessages, streamMessages, user } from '../support/post-messages.js';
import { ask, type Members } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
const send = (fields: Members): Promise<MessagesReply> => postMessages(running.gateway.origin, fields);
const stream = (fields: Members) => streamMessages(running.gateway.origin, fields);

const WEATHER = {
  name: 'get_weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const TIME = { name: 'get_time', description: 'The time.', input_schema: { type: 'object' } };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris' } };
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'rain' };
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==';
const MARK = { cache_control: { type: 'ephemeral' } };

/** The body of the last request to the upstream. */
async function asked(): Promise<Members> {
  const requests = await running.simulator.requests();
  return requests.at(-1)?.body ?? expect.fail('nothing was asked');
}
const messagesOf = async () => (await asked()).messages;
const adapted = ({ headers }: { headers: Headers }): string[] =>
  headers.get('x-gateway-adapted')?.split(',') ?? [];

describe('a message', () => {
  it('is what the model said, under the name that the client used', async () => {
    const { status, json, headers } = await send({ messages: [user(ask({ text: 'Hi!' }))] });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'qwen-plus',
      content: [{ type: 'text', text: 'Hi!' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
    expect(json.id).toMatch(/^msg_\w{32}$/);
    expect(headers.get('request-id')).toBe(headers.get('x-request-id'));
    expect(headers.get('x-gateway-provider')).toBe('bailian');
    const body = await asked();
    expect(body).toMatchObject({ max_completion_tokens: 1_000, stream: true });
    expect(body).not.toHaveProperty('max_tokens');
  });

  it('counts the tokens that the upstream counted', async () => {
    const { json, headers } = await send({});
    const [billed] = await running.simulator.usage();
    expect(billed?.requestId).toBe(headers.get('x-upstream-request-id'));
    expect(json.usage).toEqual({
      input_tokens: billed?.usage.prompt_tokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: billed?.usage.completion_tokens,
    });
  });

  it.each([
    ['is cut at max_tokens', { max_tokens: 5, messages: [user(ask({ words: 100 }))] }, 'max_tokens'],
    ['asks for a tool', { tools: [WEATHER], tool_choice: { type: 'any' } }, 'tool_use'],
    ['just ends', {}, 'end_turn'],
  ])('says why where it %s, plain and streamed', async (_name, fields, reason) => {
    expect((await send(fields)).json).toMatchObject({ stop_reason: reason });
    expect(await stream(fields)).toMatchObject({ problems: [], message: { stop_reason: reason } });
  });

  it('is the same plain and streamed', async () => {
    const script = {
      reasoning: 'Hm, "both".',
      text: 'Both: 你好 😀\n',
      tool_calls: [
        { name: 'get_weather', arguments: { city: 'Paris' } },
        { name: 'get_time', arguments: {} },
      ],
    };
    const fields = {
      model: 'qwen3.7-plus',
      messages: [user(ask(script))],
      tools: [WEATHER, TIME],
      thinking: { type: 'enabled', budget_tokens: 100 },
    };
    const { json } = await send(fields);
    const { problems, message } = await stream(fields);
    expect(problems).toEqual([]);
    expect(message.content).toMatchObject([
      { type: 'thinking', thinking: script.reasoning },
      { type: 'text', text: script.text },
      { type: 'tool_use', name: 'get_weather', input: { city: 'Paris' } },
      { type: 'tool_use', name: 'get_time', input: {} },
    ]);
    const strip = (content: unknown) =>
      (content as Members[]).map(({ id: _id, signature: _signature, ...block }) => block);
    expect(strip(json.content)).toEqual(strip(message.content));
  });

  it('is the same below ?beta=true, with betas that nobody knows', async () => {
    const response = await fetch(`${running.gateway.origin}/v1/messages?beta=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'anthropic-beta': 'telepathy-2030-01-01' },
      body: JSON.stringify({ model: 'qwen-plus', max_tokens: 9, messages: [user('Hi')], betas: ['x'] }),
    });
    expect(response.status).toBe(200);
    expect(adapted(response)).toContain('betas');
  });
});

describe('what the upstream is asked', () => {
  it('has the system first, without the line about the client', async () => {
    await send({
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.100;' },
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Be kind.' },
      ],
      messages: [user('Hi'), { role: 'system', content: 'It is late.' }, user('Still there?')],
    });
    expect(await messagesOf()).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.\n\nIt is late.' },
      { role: 'user', content: 'Hi' },
      { role: 'user', content: 'Still there?' },
    ]);
  });

  it('keeps marks of the cache where Model Studio takes them', async () => {
    const reply = await send({
      system: [{ type: 'text', text: 'Long.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      tools: [{ ...WEATHER, ...MARK }],
      messages: [
        user([{ type: 'text', text: 'Paris?', ...MARK }]),
        { role: 'assistant', content: [CALL] },
        user([{ ...RESULT, ...MARK }]),
      ],
    });
    expect(await messagesOf()).toMatchObject([
      { role: 'system', content: [{ type: 'text', text: 'Long.', ...MARK }] },
      { role: 'user', content: [{ type: 'text', text: 'Paris?', ...MARK }] },
      { role: 'assistant' },
      { role: 'tool', content: [{ type: 'text', text: 'rain', ...MARK }] },
    ]);
    expect(adapted(reply)).toEqual(expect.arrayContaining(['cache_control.ttl', 'tools.cache_control']));
  });

  it('reports tokens that the cache took in and gave back', async () => {
    const long = 'A long instruction. '.repeat(400);
    const fields = { system: [{ type: 'text', text: long, ...MARK }] };
    const first = (await send(fields)).json.usage as Record<string, number>;
    const second = (await send(fields)).json.usage as Record<string, number>;
    expect(first.cache_creation_input_tokens).toBeGreaterThan(1_024);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    const total = (usage: Record<string, number>): number =>
      Number(usage.input_tokens) +
      Number(usage.cache_creation_input_tokens) +
      Number(usage.cache_read_input_tokens);
    expect(total(second)).toBe(total(first));
    expect(second.input_tokens).toBeGreaterThan(0);
  });

  it('has results of tools directly after their calls, in the order of the calls, and before anything else', async () => {
    await send({
      messages: [
        user('Weather and time?'),
        {
          role: 'assistant',
          content: [{ type: 'text', text: 'Let me see.' }, CALL, { ...CALL, id: 'toolu_2' }],
        },
        user([
          { type: 'text', text: 'And quickly.' },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_2',
            content: [{ type: 'text', text: 'no' }],
            is_error: true,
          },
          RESULT,
        ]),
      ],
    });
    expect(await messagesOf()).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [
          {
            id: 'toolu_1',
            type: 'function',
            function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
          },
          { id: 'toolu_2' },
        ],
      },
      { role: 'tool', tool_call_id: 'toolu_1', content: 'rain' },
      { role: 'tool', tool_call_id: 'toolu_2', content: 'Error: no' },
      { role: 'user', content: 'And quickly.' },
    ]);
  });

  it('has images of the user and of tools, and documents as text', async () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } };
    await send({
      model: 'qwen3-vl-plus',
      messages: [
        user([
          image,
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
          {
            type: 'document',
            title: 'a.txt',
            source: { type: 'text', media_type: 'text/plain', data: 'Hello.' },
          },
          {
            type: 'document',
            source: {
              type: 'base64',
              media_type: 'text/plain',
              data: Buffer.from('World.').toString('base64'),
            },
          },
        ]),
        { role: 'assistant', content: [CALL] },
        user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: [image] }]),
      ],
    });
    const url = `data:image/png;base64,${PIXEL}`;
    expect(await messagesOf()).toMatchObject([
      {
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          { type: 'text', text: '<document title="a.txt">\nHello.\n</document>' },
          { type: 'text', text: '<document>\nWorld.\n</document>' },
        ],
      },
      { role: 'assistant' },
      { role: 'tool', content: '[see the image in the next message]' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
    ]);
  });

  it('has tools as functions, and the choice', async () => {
    const reply = await send({
      tools: [{ ...WEATHER, defer_loading: true }, TIME],
      tool_choice: { type: 'tool', name: 'get_time', disable_parallel_tool_use: true },
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      stop_sequences: ['END'],
      metadata: { user_id: 'u' },
    });
    expect(await asked()).toMatchObject({
      tools: [
        { type: 'function', function: { name: 'get_weather', parameters: WEATHER.input_schema } },
        { type: 'function', function: { name: 'get_time', description: 'The time.' } },
      ],
      tool_choice: { type: 'function', function: { name: 'get_time' } },
      parallel_tool_calls: false,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      stop: ['END'],
    });
    expect(adapted(reply)).toEqual(expect.arrayContaining(['metadata', 'tools.defer_loading', 'max_tokens']));
  });

  it('asks for calls in parallel unless the client does not want them', async () => {
    await send({ tools: [TIME], tool_choice: { type: 'auto' } });
    expect(await asked()).toMatchObject({ parallel_tool_calls: true, tool_choice: 'auto' });
  });

  it('has the schema of an answer', async () => {
    const schema = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };
    const { json } = await send({
      model: 'qwen3.7-plus',
      output_config: { format: { type: 'json_schema', schema } },
    });
    expect(await asked()).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema } },
    });
    const texts = (json.content as Members[]).filter(({ type }) => type === 'text');
    expect(JSON.parse(String(texts[0]?.text))).toEqual({ ok: expect.any(Boolean) as boolean });
  });

  it('lets the model go on with the beginning of its answer, without thinking', async () => {
    await send({ model: 'qwen3.7-plus', messages: [user('Tell.'), { role: 'assistant', content: 'Once' }] });
    expect(await asked()).toMatchObject({
      enable_thinking: false,
      messages: [{ role: 'user' }, { role: 'assistant', content: 'Once', partial: true }],
    });
  });
});

describe('thinking', () => {
  const THINKING = { model: 'qwen3.7-plus', thinking: { type: 'enabled', budget_tokens: 500 } };

  it.each([
    [{ type: 'enabled', budget_tokens: 500 }, {}, { enable_thinking: true, thinking_budget: 500 }],
    [{ type: 'adaptive' }, {}, { enable_thinking: true }],
    [
      { type: 'adaptive' },
      { effort: 'low' },
      { enable_thinking: true, thinking_budget: expect.any(Number) as number },
    ],
    [{ type: 'disabled' }, { effort: 'high' }, { enable_thinking: false }],
  ])('%j with %j is asked for in Qwen’s words', async (thinking, config, wire) => {
    await send({ model: 'qwen3.7-plus', thinking, output_config: config });
    const body = await asked();
    expect(body).toMatchObject(wire);
    expect(body).not.toHaveProperty('thinking');
    expect(body).not.toHaveProperty('output_config');
  });

  it('is signed, and comes back whole even where the client changed or lost its text', async () => {
    const { json } = await send({
      ...THINKING,
      messages: [user(ask({ reasoning: 'Deep thought.', text: '42' }))],
    });
    const [thought, text] = json.content as [Members, Members];
    expect(thought).toMatchObject({ type: 'thinking', thinking: 'Deep thought.' });
    for (const thinking of ['Deep thought.', '', 'Shallow.']) {
      await send({
        ...THINKING,
        messages: [user('?'), { role: 'assistant', content: [{ ...thought, thinking }, text] }, user('And?')],
      });
      expect(await messagesOf()).toMatchObject([
        { role: 'user' },
        { role: 'assistant', content: '42', reasoning_content: 'Deep thought.' },
        { role: 'user' },
      ]);
    }
  });

  it('of elsewhere is taken as it reads; a signature that is none is reported', async () => {
    const foreign = { type: 'thinking', thinking: 'Elsewhere.', signature: 'RXJpYw==' };
    const secret = { type: 'redacted_thinking', data: 'x' };
    const reply = await send({
      messages: [
        user('?'),
        { role: 'assistant', content: [foreign, secret, { type: 'text', text: 'a' }] },
        user('b'),
      ],
    });
    expect(await messagesOf()).toMatchObject([{}, { reasoning_content: 'Elsewhere.', content: 'a' }, {}]);
    expect(adapted(reply)).toEqual(
      expect.arrayContaining(['messages.thinking.signature', 'messages.redacted_thinking']),
    );
  });

  it('that is to be omitted is a signature alone, which still brings it back', async () => {
    const omitted = { ...THINKING, thinking: { type: 'adaptive', display: 'omitted' } };
    const { problems, message } = await stream({
      ...omitted,
      messages: [user(ask({ reasoning: 'Hidden.', text: 'ok' }))],
    });
    expect(problems).toEqual([]);
    const [thought, text] = message.content as [Members, Members];
    expect(thought).toMatchObject({ type: 'thinking', thinking: '' });
    await send({
      ...omitted,
      messages: [user('?'), { role: 'assistant', content: [thought, text] }, user('!')],
    });
    expect(await messagesOf()).toMatchObject([{}, { reasoning_content: 'Hidden.' }, {}]);
  });
});

describe('a stream', () => {
  it('says exactly once how it begins and ends, with the counts at the end', async () => {
    const { problems, types, message, headers } = await stream({ messages: [user(ask({ words: 50 }))] });
    expect(problems).toEqual([]);
    for (const type of ['message_start', 'ping', 'message_delta', 'message_stop']) {
      expect(types.filter((name) => name === type)).toHaveLength(1);
    }
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    const [billed] = await running.simulator.usage();
    expect(message.usage).toMatchObject({
      input_tokens: billed?.usage.prompt_tokens,
      output_tokens: billed?.usage.completion_tokens,
    });
  });

  it('that fails before its first event has its status', async () => {
    const reply = await send({ stream: true, messages: [user(ask({ preset: 'limit_requests' }))] });
    expect(reply.status).toBe(429);
    expect(reply.json).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    [
      'an error of the upstream',
      { words: 20, errorAfterEvents: { events: 5, code: 'internal_server_error' } },
    ],
    ['an upstream that breaks off', { words: 20, cutAfterEvents: 5 }],
  ])('ends in an error event after %s', async (_name, directive) => {
    const { problems, outcome, types, text } = await stream({ messages: [user(ask(directive))] });
    expect(problems).toEqual([]);
    expect(outcome).toBe('failed');
    expect(types.at(-1)).toBe('error');
    expect(text).toContain('"error":{"type":"api_error"');
  });

  it('that an inspection stops is a refusal', async () => {
    const directive = { words: 20, errorAfterEvents: { events: 5, code: 'data_inspection_failed' } };
    const { problems, message } = await stream({ messages: [user(ask(directive))] });
    expect(problems).toEqual([]);
    expect(message).toMatchObject({ stop_reason: 'refusal' });
  });
});

describe('counting tokens', () => {
  const PROSE =
    'The gateway stands between the programs of a company and the models. It holds the keys, applies the rules, and keeps ' +
    'the books, so that nobody has to change a program. ';
  const HISTORY = [user('Weather?'), { role: 'assistant', content: [CALL] }, user([RESULT])];

  it.each<[string, Members]>([
    ['a word', { messages: [user('Hello')] }],
    ['English', { messages: [user(PROSE.repeat(20))], system: PROSE }],
    ['Chinese', { messages: [user('网关位于公司程序与模型之间它保管密钥并执行公司的规则'.repeat(20))] }],
    [
      'code',
      {
        messages: [
          user(
            'const next = values.map((value) => value.name);\nif (next.length > 0) return next;\n'.repeat(20),
          ),
        ],
      },
    ],
    ['tools and their results', { tools: [WEATHER, TIME], messages: HISTORY }],
  ])('is within a tenth of the upstream’s for %s', async (_name, fields) => {
    const { json, headers } = await postMessages(
      running.gateway.origin,
      { ...fields, max_tokens: undefined },
      '/count_tokens?beta=true',
    );
    expect(headers.get('x-gateway-estimated')).toBe('input_tokens');
    const { usage } = (await send(fields)).json as { usage: { input_tokens: number } };
    const ratio = Number(json.input_tokens) / usage.input_tokens;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });

  it('asks nobody upstream', async () => {
    const { status } = await postMessages(running.gateway.origin, { stream: true }, '/count_tokens');
    expect(status).toBe(200);
    expect(await running.simulator.requests()).toEqual([]);
  });
});
