import { expect, it } from 'vitest';
import { parseChatRequest } from './parse-chat-request.js';
import { planAnswer } from './plan-answer.js';

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const TOOLS = ['a', 'b'].map((name) => ({ type: 'function', function: { name, parameters: SCHEMA } }));

function plan(fields: Record<string, unknown>): { content: string; calls: readonly unknown[] } {
  const request = parseChatRequest({
    model: 'qwen3.7-plus',
    enable_thinking: false,
    messages: [{ role: 'user', content: 'Some json please' }],
    ...fields,
  });
  const { content, toolCalls } = planAnswer(request, undefined);
  return { content: [...content()].join(''), calls: toolCalls };
}

it('calls a tool only when it has to, with arguments of its schema', () => {
  expect(plan({ tools: TOOLS }).calls).toEqual([]);
  expect(plan({ tools: TOOLS, tool_choice: 'required' }).calls).toEqual([
    { name: 'a', arguments: '{"city":"text"}' },
  ]);
  const named = { type: 'function', function: { name: 'b' } };
  expect(plan({ tools: TOOLS, tool_choice: named }).calls).toMatchObject([{ name: 'b' }]);
});

it('answers in JSON where that is asked for', () => {
  expect(JSON.parse(plan({ response_format: { type: 'json_object' } }).content)).toHaveProperty('answer');
  const format = { type: 'json_schema', json_schema: { name: 'x', schema: SCHEMA } };
  expect(plan({ response_format: format }).content).toBe('{"city":"text"}');
});

it('acknowledges images and tool results', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
  const content = [{ type: 'text', text: 'What is this?' }, image, image];
  expect(plan({ messages: [{ role: 'user', content }] }).content).toContain('I received 2 images.');
  const messages = [
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'a', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'rain' },
  ];
  expect(plan({ messages }).content).toContain('"rain"');
});
