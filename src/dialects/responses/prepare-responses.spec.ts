import { describe, expect, it } from 'vitest';
import type { ResponsesItem, ResponsesRequest } from '../../contracts/responses.js';
import { prepareResponses } from './prepare-responses.js';
import { flattenName } from './request/tool-names.js';

const USER = { role: 'user', content: 'Hello' };
const prepare = (fields: Partial<ResponsesRequest>) =>
  prepareResponses({ model: 'm', input: 'Hello', ...fields });
const messagesOf = (input: readonly ResponsesItem[]) => prepare({ input }).chat.messages;
const namesOf = (fields: Partial<ResponsesRequest>) =>
  ((prepare(fields).chat.tools ?? []) as readonly { function: { name: string } }[]).map(
    (tool) => tool.function.name,
  );

describe('prepareResponses', () => {
  it('asks for a stream of one message', () => {
    expect(prepare({}).chat).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
    });
  });

  it('joins instructions and what stands at the head for the system, and leaves later ones in their place', () => {
    const { chat } = prepare({
      instructions: 'One.',
      input: [
        { role: 'developer', content: [{ type: 'input_text', text: 'Two.' }] },
        { role: 'system', content: 'Three.' },
        USER,
        { role: 'developer', content: 'Four.' },
      ],
    });
    expect(chat.messages).toEqual([
      { role: 'system', content: 'One.\n\nTwo.\n\nThree.' },
      { role: 'user', content: 'Hello' },
      { role: 'system', content: 'Four.' },
    ]);
  });

  it('makes one message of what the assistant did without a break', () => {
    expect(
      messagesOf([
        USER,
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        {
          type: 'message',
          role: 'assistant',
          content: [
            { type: 'output_text', text: 'Let me ' },
            { type: 'refusal', refusal: 'not' },
          ],
          phase: 'commentary',
        },
        { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
        { type: 'custom_tool_call', call_id: 'b', name: 'g', input: 'raw' },
        { type: 'function_call_output', call_id: 'a', output: '1' },
        { type: 'custom_tool_call_output', call_id: 'b', output: [{ type: 'output_text', text: '2' }] },
      ]),
    ).toEqual([
      { role: 'user', content: 'Hello' },
      {
        role: 'assistant',
        content: 'Let me not',
        reasoning_content: 'Hm.',
        tool_calls: [
          { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
          { id: 'b', type: 'function', function: { name: 'g', arguments: '{"input":"raw"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'tool', tool_call_id: 'b', content: '2' },
    ]);
  });

  it('drops reasoning that nothing followed', () => {
    const reasoning = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] };
    expect(messagesOf([USER, reasoning, USER])).toHaveLength(2);
  });

  it('knows earlier items from the request’s own in errors', () => {
    const items = [{ type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' }, { type: 'nonsense' }];
    expect(() => prepareResponses({ model: 'm', input: [USER] }, { input: { items, inherited: 1 } })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ param: 'input[0].type' }) as unknown }),
    );
  });

  it('gives names of namespaces at most 64 characters, each its own', () => {
    const tool = (name: string) => ({ type: 'function', name });
    const names = namesOf({
      tools: [
        tool('a__b'),
        { type: 'namespace', name: 'a', tools: [tool('b'), tool('c')] },
        { type: 'namespace', name: 'functions', tools: [tool('d')] },
        { type: 'namespace', name: 'n'.repeat(60), tools: [tool('long_one'), tool('long_two')] },
        { type: 'namespace', name: 'mcp.server', tools: [tool('x')] },
      ],
    });
    expect(names.slice(0, 4)).toEqual(['a__b', expect.stringMatching(/^a__b_[0-9a-f]{8}$/), 'a__c', 'd']);
    expect(new Set(names).size).toBe(7);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
    expect(flattenName('mcp.server', 'x')).toBe(names[6]);
  });

  it('offers what is allowed only', () => {
    const tools = [
      { type: 'function', name: 'f' },
      { type: 'custom', name: 'g' },
      { type: 'function', name: 'h' },
    ];
    const allowed = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'custom', name: 'g' }] };
    expect(namesOf({ tools, tool_choice: allowed })).toEqual(['g']);
    expect(prepare({ tools, tool_choice: allowed }).chat.tool_choice).toBe('required');
    expect(prepare({ tools, tool_choice: { type: 'custom', name: 'g' } }).chat).toMatchObject({
      tool_choice: { type: 'function', function: { name: 'g' } },
      parallel_tool_calls: true,
    });
  });

  it('reads the cap, the wish for thinking, the format and log probabilities', () => {
    const schema = { type: 'object' };
    const prepared = prepare({
      max_output_tokens: 9,
      reasoning: { effort: 'minimal' },
      thinking_budget: null,
      top_logprobs: 2,
      include: ['message.output_text.logprobs'],
      text: { format: { type: 'json_schema', name: 's', schema, strict: true } },
    });
    expect(prepared.outputCap).toEqual({ tokens: 9, sentAs: ['max_output_tokens'] });
    expect(prepared.thinking).toMatchObject({ isOn: true, effort: 'minimal', sentAs: ['reasoning.effort'] });
    expect(prepared.chat).toMatchObject({
      logprobs: true,
      top_logprobs: 2,
      response_format: { type: 'json_schema', json_schema: { name: 's', schema, strict: true } },
    });
  });

  it('takes no longer than in proportion for 5,000 items', () => {
    const turns = (count: number): ResponsesItem[] =>
      Array.from({ length: count }, (_, n) => [
        { role: 'user', content: `Question ${n}` },
        { type: 'function_call', call_id: `call_${n}`, name: 'f', arguments: '{"a":[1,2,3]}' },
        { type: 'function_call_output', call_id: `call_${n}`, output: 'x' },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Answer' }] },
      ]).flat();
    const input = turns(1_250);
    expect(prepare({ input }).chat.messages).toHaveLength(5_000);
    // Processor time, the best of three: other processes do not count.
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      prepare({ input });
      return process.cpuUsage(before).user / 1_000;
    });
    expect(Math.min(...times)).toBeLessThan(100);
  });
});
