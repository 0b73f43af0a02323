import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import {
  ask,
  eventsOf,
  itemsOf,
  type Members,
  outputOf,
  postResponses,
  streamResponses,
} from '../support/post-responses.js';

/** What other gateways got wrong, one test a class. */
const running = useGatewayAndSimulator();
const origin = (): string => running.gateway.origin;
const client = (): OpenAI => new OpenAI({ baseURL: `${origin()}/v1`, apiKey: 'sk-any', maxRetries: 0 });

const WEATHER = { type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } };
const PATCH = {
  type: 'custom',
  name: 'apply_patch',
  format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
};
const AGENTS = {
  type: 'namespace',
  name: 'multi_agent_v1',
  description: 'Agents',
  tools: [{ type: 'function', name: 'wait_agent', parameters: { type: 'object', properties: {} } }],
};
const EVERYTHING = ask({
  reasoning: 'Let me see.',
  text: 'Two calls.',
  tool_calls: [
    { name: 'get_weather', arguments: { city: 'Paris' } },
    { name: 'get_weather', arguments: { city: 'Rome' } },
  ],
});
const everything = { input: EVERYTHING, tools: [WEATHER], reasoning: { effort: 'low' } };

async function lastChat(): Promise<Members> {
  const { body } = await running.simulator.waitForRequest(({ path }) => path.endsWith('/chat/completions'));
  return body;
}

async function lastMessages(): Promise<readonly Members[]> {
  return (await lastChat()).messages as readonly Members[];
}

const calling = (callId: string, name = 'get_weather'): Members => ({
  type: 'function_call',
  call_id: callId,
  name,
  arguments: '{}',
});
const outputFor = (callId: string, output: unknown = 'sunny'): Members => ({
  type: 'function_call_output',
  call_id: callId,
  output,
});
const USER = { role: 'user', content: 'Hello' };

describe('failure classes of other gateways', () => {
  it('1: item ids are the same in added, delta, done and completed', async () => {
    const { problems, text, response } = await streamResponses(origin(), everything);
    expect(problems).toEqual([]);
    const ids = (type: string): unknown[] => eventsOf(text, type).map((event) => (event.item as Members).id);
    expect(ids('response.output_item.added')).toEqual(ids('response.output_item.done'));
    expect(ids('response.output_item.done')).toEqual(outputOf(response).map(({ id }) => id));
  });

  it('2: every item is opened before its content and closed', async () => {
    const { problems, types } = await streamResponses(origin(), everything);
    expect(problems).toEqual([]);
    expect(types.filter((type) => type === 'response.output_item.added')).toHaveLength(4);
    expect(types.filter((type) => type === 'response.output_item.done')).toHaveLength(4);
  });

  it('3: output_index and sequence_number count on', async () => {
    const { problems, text } = await streamResponses(origin(), everything);
    expect(problems).toEqual([]);
    const indices = eventsOf(text, 'response.output_item.added').map((event) => event.output_index);
    expect(indices).toEqual([0, 1, 2, 3]);
  });

  it('4: content_index stays with its part', async () => {
    const { text } = await streamResponses(origin(), { input: ask({ words: 20 }) });
    const deltas = eventsOf(text, 'response.output_text.delta');
    expect(deltas.length).toBeGreaterThan(10);
    expect(new Set(deltas.map((event) => event.content_index))).toEqual(new Set([0]));
  });

  it('5: a tool call is streamed as a tool call', async () => {
    const input = ask({ tool_calls: [{ name: 'get_weather', arguments: { city: 'Paris' } }] });
    const { types, response } = await streamResponses(origin(), { input, tools: [WEATHER] });
    expect(types).toContain('response.function_call_arguments.delta');
    expect(types.some((type) => type.includes('output_text'))).toBe(false);
    expect(outputOf(response).map(({ type }) => type)).toEqual(['function_call']);
  });

  it('6: parallel calls keep apart', async () => {
    const { response } = await streamResponses(origin(), everything);
    const calls = itemsOf(response, 'function_call');
    expect(calls.map((item) => item.arguments)).toEqual(['{"city":"Paris"}', '{"city":"Rome"}']);
    expect(new Set(calls.map((item) => item.call_id)).size).toBe(2);
  });

  it('7: arguments come as deltas and whole at their end', async () => {
    const { text } = await streamResponses(origin(), everything);
    const [done] = eventsOf(text, 'response.function_call_arguments.done');
    const deltas = eventsOf(text, 'response.function_call_arguments.delta')
      .filter((event) => event.item_id === done?.item_id)
      .map((event) => event.delta);
    expect(deltas.join('')).toBe(done?.arguments);
    expect(done?.arguments).toBe('{"city":"Paris"}');
  });

  it.each([
    ['text', { words: 50 }],
    [
      'arguments',
      { tool_calls: [{ name: 'get_weather', arguments: { list: Array.from({ length: 30 }, (_, n) => n) } }] },
    ],
  ])('8: truncated %s is incomplete, in the response and in the item', async (_name, directive) => {
    const { response, outcome, problems } = await streamResponses(origin(), {
      input: ask(directive),
      tools: [WEATHER],
      max_output_tokens: 5,
    });
    expect(problems).toEqual([]);
    expect(outcome).toBe('incomplete');
    expect(response.incomplete_details).toEqual({ reason: 'max_output_tokens' });
    expect(outputOf(response).at(-1)?.status).toBe('incomplete');
  });

  it('9: replayed reasoning goes to the assistant message that follows it, and not into its content', async () => {
    const first = await postResponses(origin(), {
      ...everything,
      include: ['reasoning.encrypted_content'],
      store: false,
    });
    const output = outputOf(first.json);
    const [reasoning] = output;
    expect(reasoning?.encrypted_content).toBeTypeOf('string');
    const stripped = output.map((item) => (item.type === 'reasoning' ? { ...item, summary: [] } : item));
    const results = itemsOf(first.json, 'function_call').map((item) => outputFor(String(item.call_id)));
    const second = await postResponses(origin(), {
      tools: [WEATHER],
      input: [{ role: 'user', content: 'Hello' }, ...stripped, ...results],
    });
    expect(second.status).toBe(200);
    const [, assistant] = await lastMessages();
    expect(assistant).toMatchObject({
      role: 'assistant',
      content: 'Two calls.',
      reasoning_content: 'Let me see.',
    });
    expect(assistant?.tool_calls).toHaveLength(2);
  });

  it('10: a freeform tool goes out as a function and comes back as itself', async () => {
    const patch = '*** Begin Patch\n+"é😀\\n"\n*** End Patch';
    const input = ask({ tool_calls: [{ name: 'apply_patch', arguments: { input: patch } }] });
    const { response, text, problems } = await streamResponses(origin(), { input, tools: [PATCH] });
    expect(problems).toEqual([]);
    expect(outputOf(response)).toMatchObject([
      { type: 'custom_tool_call', name: 'apply_patch', input: patch, status: 'completed' },
    ]);
    const deltas = eventsOf(text, 'response.custom_tool_call_input.delta').map((event) => event.delta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe(patch);
    const [tool] = (await lastChat()).tools as readonly { function: Members }[];
    expect(tool?.function.name).toBe('apply_patch');
    expect(tool?.function.description).toContain('lark grammar');
  });

  it('11: a namespace is flattened for the upstream and restored for the client, and in history', async () => {
    const flat = 'multi_agent_v1__wait_agent';
    const input = ask({ tool_calls: [{ name: flat, arguments: {} }] });
    const { json } = await postResponses(origin(), { input, tools: [AGENTS] });
    const [item] = outputOf(json);
    expect(item).toMatchObject({ type: 'function_call', name: 'wait_agent', namespace: 'multi_agent_v1' });
    const again = await postResponses(origin(), {
      tools: [AGENTS],
      input: [USER, item, outputFor(String(item?.call_id))],
    });
    expect(again.status).toBe(200);
    const [, assistant] = await lastMessages();
    expect(assistant?.tool_calls).toMatchObject([{ function: { name: flat } }]);
  });

  it('12: additional_tools, tool_search and agent messages are understood', async () => {
    const found = { type: 'function', name: 'found', parameters: { type: 'object', properties: {} } };
    const { status, headers } = await postResponses(origin(), {
      tools: [{ type: 'tool_search', execution: 'client', parameters: { type: 'object' } }],
      input: [
        { type: 'additional_tools', role: 'developer', tools: [AGENTS] },
        USER,
        { type: 'tool_search_call', call_id: 'call_s', execution: 'client', arguments: { query: 'x' } },
        { type: 'tool_search_output', call_id: 'call_s', tools: [found] },
        { type: 'agent_message', content: 'Done.' },
      ],
    });
    expect(status).toBe(200);
    expect(headers.get('x-gateway-adapted')).toContain('input.agent_message');
    const tools = (await lastChat()).tools as readonly { function: Members }[];
    expect(tools.map((tool) => tool.function.name)).toEqual([
      'tool_search',
      'multi_agent_v1__wait_agent',
      'found',
    ]);
  });

  it('13: hosted tools are not forwarded', async () => {
    const tools = [{ type: 'web_search', external_web_access: false }, WEATHER];
    const { status, headers } = await postResponses(origin(), { tools });
    expect(status).toBe(200);
    expect(headers.get('x-gateway-adapted')).toContain('tools.web_search');
    expect((await lastChat()).tools).toMatchObject([{ type: 'function' }]);
  });

  it('14: a previous_response_id that nobody knows is refused', async () => {
    const { status, json } = await postResponses(origin(), { previous_response_id: 'resp_unknown' });
    expect(status).toBe(400);
    expect(json.error).toMatchObject({
      code: 'previous_response_not_found',
      param: 'previous_response_id',
    });
  });

  it('15: a streamed response can be continued at once', async () => {
    const first = await streamResponses(origin(), { input: ask({ text: 'Blue.' }, 'Colour?') });
    const next = await postResponses(origin(), { input: 'Why?', previous_response_id: first.response.id });
    expect(next.status).toBe(200);
    expect((await lastMessages()).map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  it('16: outputs that are lists become text, and their images a message', async () => {
    const image = 'data:image/png;base64,iVBORw0KGgo=';
    const { status } = await postResponses(origin(), {
      model: 'qwen3-vl-plus',
      tools: [WEATHER],
      input: [
        USER,
        calling('call_1'),
        outputFor('call_1', [
          { type: 'input_text', text: 'a' },
          { type: 'output_text', text: 'b' },
          { type: 'input_image', image_url: image },
        ]),
      ],
    });
    expect(status).toBe(200);
    const [, , tool, media] = await lastMessages();
    expect(tool).toMatchObject({ role: 'tool', tool_call_id: 'call_1' });
    expect(tool?.content).toMatch(/^a\nb\n\[see the image/);
    expect(media).toEqual({ role: 'user', content: [{ type: 'image_url', image_url: { url: image } }] });
  });

  it.each([
    ['ends', {}, 'completed'],
    ['is cut', { cutAfterEvents: 3 }, 'failed'],
  ])('17: a stream that %s says so', async (_name, fault, outcome) => {
    const report = await streamResponses(origin(), { input: ask({ words: 20, ...fault }) });
    expect(report.problems).toEqual([]);
    expect(report.outcome).toBe(outcome);
  });

  it('18: what is not asked to stream is JSON', async () => {
    for (const stream of [false, null, undefined]) {
      const { headers, json } = await postResponses(origin(), { stream });
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(json).toMatchObject({ object: 'response', status: 'completed' });
    }
  });

  it('19: reasoning is a summary whose part is opened, as the official library wants it', async () => {
    const stream = client().responses.stream({
      model: 'qwen-plus',
      input: EVERYTHING,
      reasoning: { effort: 'low' },
    });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(types.indexOf('response.reasoning_summary_part.added')).toBeLessThan(
      types.indexOf('response.reasoning_summary_text.delta'),
    );
    const { output } = await stream.finalResponse();
    expect(output[0]).toMatchObject({
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'Let me see.' }],
    });
  });
});
