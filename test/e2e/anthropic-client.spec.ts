import Anthropic from '@anthropic-ai/sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { ask } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
let client: Anthropic;

beforeAll(() => {
  client = new Anthropic({ baseURL: running.gateway.origin, apiKey: 'sk-any', maxRetries: 0 });
});

const MODEL = 'qwen3.7-plus';
const TOOLS: Anthropic.Tool[] = ['get_weather', 'get_time'].map((name) => ({
  name,
  input_schema: { type: 'object', properties: { city: { type: 'string' } } },
}));
const asking = (directive: object): Anthropic.MessageParam[] => [
  { role: 'user', content: ask(directive as Record<string, unknown>) },
];

describe('the Anthropic library', () => {
  it('streams text', async () => {
    const stream = client.messages.stream({
      model: MODEL,
      max_tokens: 1_000,
      thinking: { type: 'disabled' },
      messages: asking({ text: 'It rains in Paris. 下雨了 🌧️' }),
    });
    let text = '';
    stream.on('text', (delta) => (text += delta));
    const message = await stream.finalMessage();
    expect(text).toBe('It rains in Paris. 下雨了 🌧️');
    expect(message.content).toEqual([{ type: 'text', text }]);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.input_tokens).toBeGreaterThan(0);
    expect(message.usage.output_tokens).toBeGreaterThan(0);
    expect(stream.request_id).toMatch(/^[\w-]+$/);
  });

  it('streams thinking with its signature', async () => {
    const stream = client.messages.stream({
      model: MODEL,
      max_tokens: 2_000,
      thinking: { type: 'enabled', budget_tokens: 1_024 },
      messages: asking({ reasoning: 'Let me think about rain.', text: 'Yes.' }),
    });
    let thinking = '';
    const signatures: string[] = [];
    stream.on('thinking', (delta) => (thinking += delta));
    stream.on('signature', (signature) => signatures.push(signature));
    const { content } = await stream.finalMessage();
    expect(thinking).toBe('Let me think about rain.');
    expect(signatures).toHaveLength(1);
    expect(content).toMatchObject([
      { type: 'thinking', thinking, signature: signatures[0] },
      { text: 'Yes.' },
    ]);
  });

  it('streams tools in parallel, and goes on with their results', async () => {
    const steps = [
      {
        reasoning: 'Both.',
        tool_calls: [
          { name: 'get_weather', arguments: { city: 'Paris' } },
          { name: 'get_time', arguments: { city: 'Rome' } },
        ],
      },
      { text: 'Rain, and noon.' },
    ];
    const messages = asking({ steps });
    const thinking: Anthropic.ThinkingConfigParam = { type: 'adaptive' };
    const first = await client.messages
      .stream({ model: MODEL, max_tokens: 1_000, thinking, tools: TOOLS, messages })
      .finalMessage();
    expect(first.stop_reason).toBe('tool_use');
    const calls = first.content.filter((block) => block.type === 'tool_use');
    expect(calls.map(({ name, input }) => [name, input])).toEqual([
      ['get_weather', { city: 'Paris' }],
      ['get_time', { city: 'Rome' }],
    ]);
    const results = calls.map(({ id }, index): Anthropic.ToolResultBlockParam => ({
      type: 'tool_result',
      tool_use_id: id,
      content: index === 0 ? 'rain' : 'noon',
    }));
    const second = await client.messages.create({
      model: MODEL,
      max_tokens: 1_000,
      thinking,
      tools: TOOLS,
      messages: [
        ...messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: results },
      ],
    });
    expect(second.content.at(-1)).toEqual({ type: 'text', text: 'Rain, and noon.' });
    const requests = await running.simulator.requests();
    expect(requests.at(-1)?.body.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', reasoning_content: 'Both.' },
      { role: 'tool', content: 'rain' },
      { role: 'tool', content: 'noon' },
    ]);
  });

  it('throws what went wrong before and in a stream', async () => {
    const params = { model: MODEL, max_tokens: 1_000 };
    const limited = client.messages.create({ ...params, messages: asking({ preset: 'limit_requests' }) });
    await expect(limited).rejects.toBeInstanceOf(Anthropic.RateLimitError);
    const directive = {
      text: 'one two three',
      errorAfterEvents: { events: 4, code: 'internal_server_error' },
    };
    const broken = client.messages.stream({ ...params, messages: asking(directive) }).finalMessage();
    await expect(broken).rejects.toThrow(/api_error/);
    const wrong = client.messages.create({ ...params, model: 'qwen-pluss', messages: asking({ text: 'a' }) });
    await expect(wrong).rejects.toMatchObject({
      status: 404,
      type: 'not_found_error',
      message: expect.stringContaining('qwen-plus') as string,
    });
  });

  it('counts tokens, and lists models page by page', async () => {
    const { input_tokens: count } = await client.messages.countTokens({
      model: MODEL,
      messages: asking({ text: 'a' }),
    });
    expect(count).toBeGreaterThan(5);
    const all: string[] = [];
    for await (const model of client.models.list({ limit: 3 })) all.push(model.id);
    expect(all).toContain(MODEL);
    expect(new Set(all).size).toBe(all.length);
    const last = await client.models.list({ limit: 2, before_id: all[3] });
    expect(last.data.map(({ id }) => id)).toEqual(all.slice(1, 3));
    expect(last.has_more).toBe(true);
    expect(await client.models.retrieve(MODEL)).toMatchObject({
      type: 'model',
      id: MODEL,
      max_tokens: 65_536,
    });
    await expect(client.models.retrieve('none')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    await expect(client.models.list({ after_id: 'none' })).rejects.toThrow(/after_id/);
  });
});
