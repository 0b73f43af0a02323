import { expect, it } from 'vitest';
import { SimulatorError } from '../edge/simulator-error.js';
import { parseChatRequest } from './parse-chat-request.js';

const PREFIX = '<400> InternalError.Algo.InvalidParameter: ';
const TOOLS = [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }];
const user = { role: 'user', content: 'Hello' };

const withImage = (url: string) => ({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] });

const parse = (fields: Record<string, unknown>): ReturnType<typeof parseChatRequest> =>
  parseChatRequest({ model: 'qwen-plus', messages: [user], ...fields });

function readFailure(fields: Record<string, unknown>): SimulatorError['failure'] | undefined {
  try {
    parse(fields);
    return undefined;
  } catch (error) {
    return error instanceof SimulatorError ? error.failure : undefined;
  }
}

it.each<[string, Record<string, unknown>, string]>([
  ['no model', { model: undefined }, 'you must provide a model parameter'],
  ['no messages', { messages: [] }, "[] is too short - 'messages'"],
  ['the role developer', { messages: [{ role: 'developer', content: 'x' }] }, 'developer is not one of'],
  [
    'a tool result without its call',
    { messages: [user, { role: 'tool', content: 'x' }] },
    'preceeding message',
  ],
  ['a message without content', { messages: [{ role: 'user' }] }, 'The content field is a required field.'],
  ['temperature 2', { temperature: 2 }, 'Temperature should be in [0.0, 2.0)'],
  ['top_p 0', { top_p: 0 }, 'Range of top_p should be (0.0, 1.0]'],
  ['n 5', { n: 5 }, 'Range of n should be [1, 4]'],
  ['n with tools', { n: 2, tools: TOOLS }, 'n must be 1'],
  ['n with thinking', { n: 2, enable_thinking: true }, 'n must be 1'],
  ['a large max_tokens', { max_tokens: 32_769 }, 'Range of max_tokens should be [1, 32768]'],
  [
    'max_completion_tokens 0',
    { max_completion_tokens: 0 },
    'Range of max_completion_tokens should be [1, 32768]',
  ],
  ['a function named search', { tools: [{ type: 'function', function: { name: 'search' } }] }, '[search]'],
  ['a function with a blank', { tools: [{ type: 'function', function: { name: 'a b' } }] }, 'does not match'],
  ['another kind of tool', { tools: [{ type: 'web' }] }, "only the type 'function'"],
  [
    'a forced tool while thinking',
    { tools: TOOLS, tool_choice: 'required', enable_thinking: true },
    'thinking mode',
  ],
  ['JSON mode without the word', { response_format: { type: 'json_object' } }, "the word 'json'"],
  [
    'a schema where there is none',
    { response_format: { type: 'json_schema', json_schema: {} } },
    'not supported',
  ],
  ['a large thinking_budget', { thinking_budget: 81_921 }, 'not greater than 81920'],
  [
    'an effort with a budget',
    { model: 'qwen3.8-max', reasoning_effort: 'low', thinking_budget: 9 },
    'same time',
  ],
  ['a plain answer of a stream-only model', { model: 'qwq-plus' }, 'only support stream mode'],
  [
    'a plain thinking answer of an open model',
    { model: 'qwen3-8b' },
    'must be set to false for non-streaming calls',
  ],
  ['no thinking of a thinker', { model: 'kimi-k3', enable_thinking: false }, 'restricted to True'],
  ['stream_options without a stream', { stream_options: {} }, 'stream_options'],
  ['a system message that is not first', { messages: [user, { role: 'system', content: 'x' }] }, 'beginning'],
  ['store', { store: false }, 'Unrecognized request argument supplied: store'],
  ['an effort of a model without', { reasoning_effort: 'low' }, 'supplied: reasoning_effort'],
  ['thinking of a model without', { model: 'qwen-max', enable_thinking: true }, 'does not support'],
  ['more than 128 tools', { tools: Array.from({ length: 129 }, () => TOOLS[0]) }, 'too long'],
  [
    'a strict function',
    { tools: [{ type: 'function', function: { name: 'f', strict: true } }] },
    'function.strict',
  ],
  ['an empty stop text', { stop: '' }, 'must not be empty'],
  ['an image for a text model', { messages: [withImage('https://example.com/a.png')] }, 'Unexpected item'],
  [
    'a bad data URL',
    { model: 'qwen3-vl-plus', messages: [withImage('data:image/png,xyz')] },
    'does not appear to be valid',
  ],
  [
    'a schema that recurses',
    {
      model: 'qwen3.8-max',
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object', properties: { next: { $ref: '#' } } } },
      },
    },
    'must not be recursive',
  ],
])('refuses %s', (_name, fields, message) => {
  const failure = readFailure(fields);
  expect(failure).toMatchObject({
    status: 400,
    code: 'invalid_parameter_error',
    type: 'invalid_request_error',
  });
  expect(failure?.message).toContain(message);
});

it('marks what the inference stage refuses', () => {
  expect(readFailure({ temperature: 3 })).toMatchObject({
    message: `${PREFIX}Temperature should be in [0.0, 2.0)`,
    stage: 'inference',
  });
  expect(readFailure({ messages: [] })?.stage).toBe('service');
});

it('has a code of its own for seeds, and knows models of other doors', () => {
  expect(readFailure({ seed: -1 })).toMatchObject({ code: 'invalid_value' });
  expect(readFailure({ model: 'text-embedding-v4' })).toMatchObject({
    status: 404,
    code: 'model_not_supported',
  });
});

it.each<[string, Record<string, unknown>, boolean]>([
  ['qwen-plus', {}, false],
  ['qwen-plus', { enable_thinking: true }, true],
  ['qwen3.8-max', {}, true],
  ['qwen3.8-max', { reasoning_effort: 'none' }, false],
  ['qwen3-8b', { stream: true }, true],
  ['qwen3-8b', { enable_thinking: false }, false],
  ['qwen-max', { enable_thinking: false }, false],
  ['glm-5.3', {}, true],
])('decides whether %s thinks with %j', (model, fields, isThinking) => {
  expect(parse({ model, ...fields }).isThinking).toBe(isThinking);
});

it('takes nulls, and fields that nobody knows', () => {
  const messages = [user, { role: 'assistant', content: null }];
  expect(() => parse({ messages, temperature: null, max_tokens: null, anything: { goes: 1 } })).not.toThrow();
});

it('forces a tool while it does not think', () => {
  expect(parse({ tools: TOOLS, tool_choice: 'required' }).toolChoice).toEqual({ kind: 'required' });
});
