import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { type PrepareOptions, prepareChat } from '../support/prepare-chat.js';

type Fields = Readonly<Record<string, unknown>>;

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const STRICT: PrepareOptions = { compatibility: 'strict' };

function refusal(fields: Fields, options?: PrepareOptions): GatewayError {
  try {
    prepareChat(fields, options);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('it was prepared');
}

const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  Object.values(value).forEach(freeze);
};

describe('a request that needs nothing', () => {
  it.each<Fields>([
    { model: 'qwen-plus' },
    { model: 'qwen-plus', max_completion_tokens: 100, temperature: 0.5, stop: ['a'], seed: 0 },
    { model: 'qwen-plus', enable_thinking: true, thinking_budget: 100 },
    { model: 'qwen3.8-max', reasoning_effort: null, thinking_budget: 100 },
    { model: 'qwen-long', messages: [{ role: 'system', content: 'fileid://file-1' }, ...MESSAGES] },
    {
      model: 'qwen-plus',
      messages: [
        ...MESSAGES,
        { role: 'assistant', content: 'Hi', reasoning_content: 'Hm' },
        { role: 'user', content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] },
      ],
    },
  ])('is not copied: %j', (fields) => {
    const request = { messages: MESSAGES, ...fields };
    const { body, adaptations } = prepareChat(request);
    expect(body).toEqual(request);
    expect(body.messages).toBe(request.messages);
    expect(adaptations).toEqual([]);
  });

  it('as that of a model that nobody knows, whatever is in it', () => {
    const fields = {
      model: 'nobody/knows-it',
      messages: [...MESSAGES, { role: 'developer', content: 'x' }],
      store: true,
      reasoning_effort: 'turbo',
      thinking_budget: 0,
      stop: [],
      tools: [{ type: 'function', function: { name: 'search' } }],
      max_completion_tokens: 10 ** 9,
    };
    expect(prepareChat(fields)).toMatchObject({ body: fields, adaptations: [] });
  });
});

it('leaves the request of the client as it is', () => {
  const fields = {
    model: 'qwen3-32b',
    messages: [...MESSAGES, { role: 'developer', content: 'x' }],
    store: true,
    stop: [''],
    seed: -1,
    tools: [{ type: 'function', function: { name: 'search', strict: true } }],
    reasoning_effort: 'low',
    max_tokens: 10 ** 6,
  };
  freeze(fields);
  expect(prepareChat(fields).adaptations).toEqual([
    'max_tokens',
    'store',
    'messages[1].role',
    'messages',
    'seed',
    'stop',
    'tools[0].function.strict',
    'tools[0].function.name',
    'parallel_tool_calls',
    'reasoning_effort',
    'stream',
  ]);
});

describe('in strict mode', () => {
  it.each<[Fields, string, RegExp]>([
    [{ max_tokens: 32_769 }, 'max_tokens', /at most 32768/],
    [{ max_completion_tokens: 32_769 }, 'max_completion_tokens', /at most 32768/],
    [{ model: 'qwen3.8-max', thinking_budget: 262_145 }, 'thinking_budget', /at most 262144/],
    [
      { model: 'qwen3.8-max', thinking: { type: 'enabled', budget_tokens: 262_145 } },
      'thinking.budget_tokens',
      /at most 262144/,
    ],
    [{ seed: -1 }, 'seed', /0 to 2147483647/],
    [{ temperature: 2 }, 'temperature', /below 2/],
    [{ top_p: 0 }, 'top_p', /above 0/],
    [{ logprobs: true, top_logprobs: 6 }, 'top_logprobs', /at most 5/],
    [{ model: 'qwen-max', reasoning_effort: 'low' }, 'reasoning_effort', /does not think/],
    [
      { tools: [{ type: 'function', function: { name: 'f', strict: true } }] },
      'tools[0].function.strict',
      /leave it out/,
    ],
  ])('%j is refused', (fields, param, message) => {
    const error = refusal(fields, STRICT);
    expect(error).toMatchObject({ kindName: 'invalid_request', details: { param } });
    expect(error.message).toMatch(message);
    expect(prepareChat(fields).adaptations).not.toEqual([]);
  });

  it('what only has another name is still translated', () => {
    const { body } = prepareChat({ max_tokens: 5, reasoning_effort: 'none' }, STRICT);
    expect(body).toMatchObject({ max_completion_tokens: 5, enable_thinking: false });
  });
});

describe('the cap', () => {
  const PRESERVE: PrepareOptions = { outputCap: 'preserve' };

  it.each<[string, Fields, number]>([
    ['thinking by default, its largest budget', { model: 'qwen3.8-max', max_tokens: 100 }, 131_072],
    ['an effort', { model: 'qwen3.8-max', max_tokens: 100, reasoning_effort: 'low' }, 4_196],
    ['a budget', { model: 'qwen-plus', max_tokens: 100, enable_thinking: true, thinking_budget: 50 }, 150],
    ['an effort of a budget model', { model: 'qwen-plus', max_tokens: 100, reasoning_effort: 'low' }, 1_738],
    ['no thinking', { model: 'qwen-plus', max_tokens: 100 }, 100],
    ['thinking switched off', { model: 'qwen3.8-max', max_tokens: 100, enable_thinking: false }, 100],
    ['the newer name', { model: 'qwen3.8-max', max_completion_tokens: 100 }, 100],
    ['both names', { model: 'qwen3.8-max', max_tokens: 90, max_completion_tokens: 100 }, 100],
    ['a model that counts all', { model: 'glm-5.3', max_tokens: 100 }, 100],
    ['a budget that nobody knows', { model: 'qwen3.6-plus', max_tokens: 100 }, 100],
    ['a cap above the maximum', { model: 'qwen3.8-max', max_tokens: 200_000 }, 131_072],
  ])('with preserve and %s', (_name, fields, tokens) => {
    expect(prepareChat(fields, PRESERVE).body.max_completion_tokens).toBe(tokens);
  });

  it('is clamped under its newer name too, and reported', () => {
    const { body, adaptations } = prepareChat({ max_completion_tokens: 10 ** 6 });
    expect(body.max_completion_tokens).toBe(32_768);
    expect(adaptations).toEqual(['max_completion_tokens']);
  });
});

describe('thinking', () => {
  it.each<[Fields, Fields, readonly string[]]>([
    [
      { model: 'qwen3.8-max', reasoning_effort: 'low', thinking_budget: 500 },
      { enable_thinking: true, thinking_budget: 500, reasoning_effort: undefined },
      ['reasoning_effort'],
    ],
    [
      { model: 'qwen3.8-max', reasoning_effort: 'high' },
      { enable_thinking: true, reasoning_effort: 'xhigh' },
      ['reasoning_effort'],
    ],
    [
      { model: 'qwen-plus', reasoning: { effort: 'low' } },
      { enable_thinking: true, thinking_budget: 1_638, reasoning: undefined },
      ['reasoning.effort'],
    ],
    [
      { model: 'qwen-plus', thinking: { type: 'enabled', budget_tokens: 2_000 } },
      { enable_thinking: true, thinking_budget: 2_000, thinking: undefined },
      ['thinking'],
    ],
    [
      { model: 'qwen-plus', reasoning_effort: 'none' },
      { enable_thinking: false, reasoning_effort: undefined },
      ['reasoning_effort'],
    ],
    [
      { model: 'qwen-plus', enable_thinking: false, reasoning_effort: 'high' },
      { enable_thinking: false, reasoning_effort: undefined },
      ['reasoning_effort'],
    ],
    [
      { model: 'deepseek-v4-pro', reasoning_effort: 'minimal' },
      { enable_thinking: true, reasoning_effort: 'high' },
      ['reasoning_effort'],
    ],
    [
      { model: 'kimi-k2.6', reasoning_effort: 'low' },
      { enable_thinking: true, reasoning_effort: undefined },
      ['reasoning_effort'],
    ],
    [{ model: 'kimi-k3', enable_thinking: true }, { enable_thinking: true }, []],
    [{ model: 'qwen-max', enable_thinking: false }, { enable_thinking: undefined }, ['enable_thinking']],
    // Of these nothing is known of thinking.
    [{ model: 'qwen-plus-2025-01-25', reasoning_effort: 'low' }, { reasoning_effort: 'low' }, []],
    [{ model: 'qwen3-8b', enable_thinking: false }, { enable_thinking: false, stream: undefined }, []],
  ])('of %j', (fields, wire, adaptations) => {
    const prepared = prepareChat(fields);
    for (const [field, value] of Object.entries(wire)) expect(prepared.body[field]).toEqual(value);
    expect(prepared.adaptations).toEqual(adaptations);
  });

  it.each<[Fields, string, readonly string[]]>([
    [
      { model: 'qwen-plus', tool_choice: 'required', enable_thinking: true },
      'tool_choice',
      ['enable_thinking'],
    ],
    [
      { model: 'qwen-plus', tool_choice: 'required', reasoning_effort: 'low' },
      'tool_choice',
      ['reasoning_effort'],
    ],
    [{ model: 'kimi-k3', tool_choice: 'required' }, 'tool_choice', ['enable_thinking', 'kimi-k3']],
    [{ model: 'qwen3-32b', n: 2, thinking_budget: 9 }, 'n', ['thinking_budget']],
    [{ model: 'qwq-plus', response_format: { type: 'json_object' } }, 'response_format', ['enable_thinking']],
  ])('that excludes another field is a 400 that names both: %j', (fields, param, names) => {
    const error = refusal(fields);
    expect(error.details.param).toBe(param);
    for (const name of [param, ...names]) expect(error.message).toContain(name);
  });

  it('lets a model that always thinks have the JSON mode that it is known to have', () => {
    const fields = { model: 'kimi-k3', response_format: { type: 'json_object' } };
    expect(prepareChat(fields).body.response_format).toEqual({ type: 'json_object' });
  });
});

describe('messages', () => {
  it('of the system keep lists of parts', () => {
    const part = { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } };
    const messages = [{ role: 'system', content: [part] }, ...MESSAGES, { role: 'developer', content: 'B' }];
    expect(prepareChat({ messages }).body.messages).toEqual([
      { role: 'system', content: [part, { type: 'text', text: 'B' }] },
      ...MESSAGES,
    ]);
  });

  it('with tool calls get the wire names of their functions', () => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'files.read', arguments: '{}' } }];
    const messages = [
      ...MESSAGES,
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'c', content: 'x' },
    ];
    const { body, toolNames, adaptations } = prepareChat({ messages });
    expect(JSON.stringify(body.messages)).not.toContain('files.read');
    expect([...(toolNames?.values() ?? [])]).toEqual(['files.read']);
    expect(adaptations).toEqual(['messages']);
  });
});
