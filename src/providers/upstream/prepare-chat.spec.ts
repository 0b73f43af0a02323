import { describe, expect, it } from 'vitest';
import { type Call, createCall } from '../../contracts/call.js';
import type { ChatCompletionRequest } from '../../contracts/chat-completion.js';
import { type OutputCapField, readOutputCap } from '../../contracts/output-cap.js';
import { prepareChat } from './prepare-chat.js';

const MESSAGES = [{ role: 'user', content: '你好' }];

function prepare(fields: object, field: OutputCapField = 'max_completion_tokens') {
  const request: ChatCompletionRequest = { model: 'qwen-plus', messages: MESSAGES, ...fields };
  const call: Call = createCall('r-1', {
    organisation: 'default',
    team: 'default',
    key: 'k',
    role: 'member',
  });
  call.outputCap = readOutputCap(request);
  return { request, call, prepared: prepareChat(request, call, field) };
}

describe('prepareChat', () => {
  it('sends a plain request on as it came', () => {
    const { request, prepared } = prepare({ top_k: 20, enable_thinking: false });
    expect(prepared).toEqual({ path: '/chat/completions', headers: {}, body: request, adaptations: [] });
    expect(prepared.body).toBe(request);
  });

  it.each([
    { field: 'max_completion_tokens', sent: { max_tokens: 5 }, wired: { max_completion_tokens: 5 } },
    {
      field: 'max_completion_tokens',
      sent: { max_completion_tokens: 6 },
      wired: { max_completion_tokens: 6 },
    },
    {
      field: 'max_completion_tokens',
      sent: { max_tokens: 5, max_completion_tokens: 6 },
      wired: { max_completion_tokens: 6 },
    },
    { field: 'max_tokens', sent: { max_completion_tokens: 6 }, wired: { max_tokens: 6 } },
    { field: 'max_tokens', sent: { max_tokens: 5 }, wired: { max_tokens: 5 } },
    { field: 'max_completion_tokens', sent: {}, wired: {} },
  ] as const)('writes the cap as $field: $sent -> $wired', ({ field, sent, wired }) => {
    for (const stream of [{}, { stream: true, stream_options: { include_usage: true } }]) {
      const { prepared } = prepare({ ...sent, ...stream }, field);
      expect(prepared.body).toEqual({ model: 'qwen-plus', messages: MESSAGES, ...wired, ...stream });
      expect(prepared.adaptations).toEqual(Object.keys(sent).filter((name) => name !== field));
    }
  });

  it.each([
    [undefined, { include_usage: true }, []],
    [null, { include_usage: true }, []],
    [{}, { include_usage: true }, []],
    [{ include_usage: true, other: 1 }, { include_usage: true, other: 1 }, []],
    [{ include_usage: false, other: 1 }, { include_usage: true, other: 1 }, ['stream_options.include_usage']],
  ])('asks usage of a stream with the options %j', (options, wired, adaptations) => {
    const { prepared } = prepare({ stream: true, stream_options: options });
    expect(prepared.body.stream_options).toEqual(wired);
    expect(prepared.headers).toEqual({ accept: 'text/event-stream' });
    expect(prepared.adaptations).toEqual(adaptations);
  });

  it.each([{ stream: false }, { stream: null }])('asks no usage of a plain answer: %j', (fields) => {
    expect(prepare(fields).prepared.body).not.toHaveProperty('stream_options');
  });

  it("leaves the client's request and the call as they are", () => {
    const { request, call } = prepare({
      max_tokens: 5,
      stream: true,
      stream_options: { include_usage: false },
    });
    expect(request).toMatchObject({ max_tokens: 5, stream_options: { include_usage: false } });
    expect([...call.adaptations]).toEqual([]);
  });
});
