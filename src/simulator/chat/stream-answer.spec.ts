import { expect, it } from 'vitest';
import type { ChatCompletionChunk } from '../../contracts/chat-completion.js';
import { countUsage } from './count-usage.js';
import { readDirective } from './directive.js';
import { parseChatRequest } from './parse-chat-request.js';
import { planAnswer } from './plan-answer.js';
import { measurePrompt } from './prompt.js';
import { streamAnswer } from './stream-answer.js';

const CALL = '[[sim: {"tool_calls":[{"name":"f","arguments":{"a":1}}]}]]';

function stream(model: string, prompt: string, fields: Record<string, unknown> = {}): readonly string[] {
  const request = parseChatRequest({
    model,
    stream: true,
    messages: [{ role: 'user', content: prompt }],
    ...fields,
  });
  const meter = { reasoning: 0, answer: 0 };
  const counted = {
    prompt: measurePrompt(request.messages, undefined),
    cache: { cached: 0, prefixes: [] },
    meter,
  };
  const plan = planAnswer(request, readDirective(request.messages));
  const readUsage = (): ReturnType<typeof countUsage> => countUsage(request.model, counted);
  return [...streamAnswer({ requestId: 'id', created: 1, request, plan, meter, readUsage })];
}

const parseChunks = (events: readonly string[]): readonly ChatCompletionChunk[] =>
  events.filter((event) => event !== '[DONE]').map((event) => JSON.parse(event) as ChatCompletionChunk);

const readDeltas = (events: readonly string[]): readonly unknown[] =>
  parseChunks(events).flatMap(({ choices }) => choices.map(({ delta }) => delta));

it('writes the older dialect as recorded', () => {
  const events = stream('qwen-plus', '[[sim: {"text":"a"}]]');
  expect(events[1]).toBe(
    '{"choices":[{"delta":{"content":"a"},"finish_reason":null,"index":0,"logprobs":null}],"object":"chat.completion.chunk","usage":null,"created":1,"system_fingerprint":null,"model":"qwen-plus","id":"chatcmpl-id"}',
  );
  expect(readDeltas(events).at(-1)).toEqual({ content: '' });
});

it('writes the newer dialect as recorded', () => {
  const events = stream('qwen3.8-max', '[[sim: {"reasoning":"r","text":"a"}]]');
  expect(readDeltas(events)).toEqual([
    { content: '', role: 'assistant', reasoning_content: '' },
    { content: '', reasoning_content: 'r' },
    { content: 'a', reasoning_content: '' },
    { content: '', reasoning_content: '' },
  ]);
  expect(events[1]).toMatch(/^{"model":"qwen3.8-max","id":"chatcmpl-id","choices":/);
  expect(events.join('')).not.toContain('system_fingerprint');
});

it('says null where older models think', () => {
  const events = stream('qwen-plus', '[[sim: {"reasoning":"r","text":"a"}]]', { enable_thinking: true });
  expect(readDeltas(events).slice(0, 3)).toEqual([
    { content: null, role: 'assistant', reasoning_content: '' },
    { content: null, reasoning_content: 'r' },
    { content: 'a', reasoning_content: null },
  ]);
});

it('opens an older stream with the tool call itself', () => {
  const [first, second] = readDeltas(stream('qwen-plus', CALL));
  expect(first).toMatchObject({
    role: 'assistant',
    content: null,
    tool_calls: [{ function: { name: 'f', arguments: '' } }],
  });
  expect(second).toMatchObject({ tool_calls: [{ index: 0, id: '' }] });
});

it('closes a newer tool call with a piece without arguments', () => {
  const deltas = readDeltas(stream('qwen3.8-max', CALL));
  expect(deltas.at(-2)).toMatchObject({ tool_calls: [{ function: { arguments: '' } }] });
  expect(deltas.at(-1)).toEqual({});
});

it('adds up usage over all choices', () => {
  const events = stream('qwen-plus', '[[sim: {"text":"one two"}]]', {
    n: 3,
    stream_options: { include_usage: true },
  });
  const usage = parseChunks(events).at(-1)?.usage;
  expect(usage).toMatchObject({ completion_tokens: 6 });
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + 6);
});
