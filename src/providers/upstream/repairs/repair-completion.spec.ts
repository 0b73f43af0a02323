import { describe, expect, it } from 'vitest';
import type { ChatCompletion } from '../../../contracts/chat-completion.js';
import { repairCompletion } from './repair-completion.js';

const CALL = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
const CUT_CALL = { ...CALL, function: { name: 'f', arguments: '' } };

function completion(choices: unknown): ChatCompletion {
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'm', choices } as ChatCompletion;
}

function answer(message: unknown, finishReason: unknown = 'stop', others: object = { index: 0 }): unknown {
  return { message, finish_reason: finishReason, ...others };
}

function answerWith(...calls: unknown[]): unknown {
  return answer({ role: 'assistant', content: '', tool_calls: calls }, 'tool_calls');
}

function repair(choice: unknown, names?: ReadonlyMap<string, string>) {
  const received = completion([choice]);
  const isChanged = repairCompletion(received, names);
  return { isChanged, choice: received.choices[0] };
}

describe('repairCompletion', () => {
  it.each([
    answer({ role: 'assistant', content: 'a', reasoning_content: '' }),
    answer({ role: 'assistant', content: null, refusal: 'no' }),
    answer({ role: 'assistant', content: 'a' }, 'length'),
    answer({ role: 'assistant', content: null, tool_calls: [CUT_CALL] }, 'length'),
    answerWith(CALL, { ...CALL, id: 'call_2' }),
    answerWith({ id: 'call_3', type: 'custom', custom: { name: 'f', input: '' } }),
  ])('leaves %j as it is', (choice) => {
    expect(repair(structuredClone(choice))).toEqual({ isChanged: false, choice });
  });

  it.each<[string, unknown, unknown]>([
    ['no index in calls', answerWith({ ...CALL, index: 0 }), answerWith(CALL)],
    ['a type', answerWith({ ...CALL, type: '' }), answerWith(CALL)],
    [
      'arguments as a text',
      answerWith({ ...CALL, function: { name: 'f', arguments: { a: 1 } } }),
      answerWith(CALL),
    ],
    [
      'empty arguments',
      answerWith({ ...CALL, function: { name: 'f', arguments: '' } }),
      answerWith({ ...CALL, function: { name: 'f', arguments: '{}' } }),
    ],
    ['only calls in its list of calls', answerWith(null, CALL), answerWith(CALL)],
    [
      'the reason tool_calls',
      answer({ role: 'assistant', content: '', tool_calls: [CALL] }, 'stop'),
      answerWith(CALL),
    ],
    [
      'no empty list of calls',
      answer({ role: 'assistant', content: 'a', tool_calls: [] }),
      answer({ role: 'assistant', content: 'a' }),
    ],
    [
      'no calls that are null',
      answer({ role: 'assistant', content: 'a', tool_calls: null }),
      answer({ role: 'assistant', content: 'a' }),
    ],
    ['a role', answer({ content: 'a' }), answer({ role: 'assistant', content: 'a' })],
    ['content', answer({ role: 'assistant' }), answer({ role: 'assistant', content: null })],
    ['a message', answer(undefined), answer({ role: 'assistant', content: null })],
    [
      'a reason',
      answer({ role: 'assistant', content: 'a' }, null),
      answer({ role: 'assistant', content: 'a' }, 'stop'),
    ],
    [
      'a reason that is not empty',
      answer({ role: 'assistant', content: 'a' }, ''),
      answer({ role: 'assistant', content: 'a' }, 'stop'),
    ],
    [
      'an index',
      answer({ role: 'assistant', content: 'a' }, 'stop', {}),
      answer({ role: 'assistant', content: 'a' }, 'stop', { index: 0 }),
    ],
  ])('gives an answer %s', (_, received, expected) => {
    expect(repair(received)).toEqual({ isChanged: true, choice: expected });
  });

  it.each([{ id: '' }, { id: null }, { id: undefined }])(
    'gives a call with %j an id of its own',
    (fields) => {
      const { choice } = repair(answerWith({ ...CALL, ...fields }, { ...CALL, ...fields }));
      const [one, other] = choice?.message.tool_calls as { id: string }[];
      expect(one?.id).toMatch(/^call_[0-9a-f]{24}$/);
      expect(other?.id).toMatch(/^call_[0-9a-f]{24}$/);
      expect(one?.id).not.toBe(other?.id);
    },
  );

  it('gives the second of two calls with one id another', () => {
    const { choice } = repair(answerWith({ ...CALL }, { ...CALL }));
    const [one, other] = choice?.message.tool_calls as { id: string }[];
    expect(one?.id).toBe('call_1');
    expect(other?.id).toMatch(/^call_[0-9a-f]{24}$/);
  });

  it('gives functions the names that the client knows', () => {
    const wired = { ...CALL, function: { ...CALL.function, name: 'get_weather_1' } };
    const names = new Map([['get_weather_1', 'get.weather']]);
    const { isChanged, choice } = repair(answerWith(wired), names);
    expect(isChanged).toBe(true);
    expect(choice?.message.tool_calls).toMatchObject([{ function: { name: 'get.weather' } }]);
  });

  it('never fails, whatever the members are', () => {
    const odd = [null, 0, '', 'x', [], {}, [null], [[]], true];
    const choices = odd.flatMap((value) => [
      value,
      answer(value, value, { index: value }),
      answer({ role: value, content: value, tool_calls: value }),
      answerWith(value),
      answerWith({ index: value, id: value, type: value, function: value }),
      answerWith({ function: { name: value, arguments: value } }),
    ]);
    expect(repairCompletion(completion(choices))).toBe(true);
  });
});
