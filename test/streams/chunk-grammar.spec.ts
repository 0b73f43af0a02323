import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkChatStream } from '../support/chunk-grammar.js';

const DONE = 'data: [DONE]\n\n';
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function chunk(fields: object): string {
  const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };
  return `data: ${JSON.stringify({ ...envelope, choices: [], ...fields })}\n\n`;
}

function delta(fields: unknown, others: object = {}): string {
  return chunk({ choices: [{ index: 0, delta: fields, finish_reason: null, ...others }] });
}

function piece(fields: object, args: unknown = '', name?: unknown): string {
  const called = name === undefined ? { arguments: args } : { name, arguments: args };
  return delta({ tool_calls: [{ index: 0, function: called, ...fields }] });
}

const ROLE = delta({ role: 'assistant', content: '' });
const TEXT = delta({ content: 'Hello' });
const STOP = delta({}, { finish_reason: 'stop' });
const CALLED = delta({}, { finish_reason: 'tool_calls' });
const HEAD = piece({ id: 'call_1', type: 'function' }, '', 'f');
const USED = chunk({ usage: USAGE });
const ERROR = `data: ${JSON.stringify({ error: { message: 'm', type: 't', param: null, code: 'c' } })}\n\n`;

const check = (events: readonly string[], includesUsage = false) =>
  checkChatStream(events.join(''), { includesUsage });

describe('the checker of streams lets pass', () => {
  it.each<[string, string[], boolean]>([
    ['a text', [ROLE, TEXT, STOP, DONE], false],
    ['usage that was asked for', [ROLE, TEXT, STOP, USED, DONE], true],
    ['heartbeats', [': heartbeat\n\n', ROLE, ': heartbeat\n\n', STOP, DONE], false],
    ['calls', [ROLE, HEAD, piece({}, '{"a"'), piece({}, ':1}'), CALLED, DONE], false],
    [
      'a call in the first delta',
      [delta({ role: 'assistant', content: null, tool_calls: [] }), STOP, DONE],
      false,
    ],
    ['an answer that was cut in a call', [ROLE, HEAD, delta({}, { finish_reason: 'length' }), DONE], false],
    ['an error in the middle', [ROLE, TEXT, ERROR], true],
    ['an error at once', [ERROR], false],
  ])('%s', (_, events, includesUsage) => {
    expect(check(events, includesUsage).problems).toEqual([]);
  });

  it('and reads the answer', () => {
    const second = piece({ index: 1, id: 'call_2', type: 'function' }, '{}', 'g');
    const events = [ROLE, delta({ content: 'a', reasoning_content: 'r' }), HEAD, piece({}, '{}'), second];
    const { outcome, choices } = check([...events, CALLED, DONE]);
    expect(outcome).toBe('done');
    expect(choices.get(0)).toEqual({
      content: 'a',
      reasoning: 'r',
      calls: [
        { id: 'call_1', name: 'f', arguments: '{}' },
        { id: 'call_2', name: 'g', arguments: '{}' },
      ],
      finishReason: 'tool_calls',
    });
  });
});

describe('the checker of streams refuses', () => {
  it.each<[string, string[], string]>([
    ['an end without [DONE]', [ROLE, STOP], 'neither'],
    ['half an event', [ROLE, STOP, DONE, 'data: {'], 'does not end'],
    ['an event of two lines', [ROLE, 'event: x\ndata: {}\n\n', STOP, DONE], 'one line'],
    ['an event after [DONE]', [ROLE, STOP, DONE, TEXT], 'after the end'],
    ['an event after an error', [ROLE, ERROR, DONE], 'after the end'],
    ['what is no JSON', [ROLE, 'data: {"id"\n\n', STOP, DONE], 'JSON object'],
    ['a wrong object', [ROLE, chunk({ object: 'x', choices: [] }), STOP, DONE], 'object is wrong'],
    ['no id', [ROLE.replace('chatcmpl-1', ''), STOP, DONE], 'id is no text'],
    ['another id', [ROLE, TEXT.replace('chatcmpl-1', 'chatcmpl-2'), STOP, DONE], 'differ'],
    ['another time', [ROLE, TEXT.replace('"created":1', '"created":2'), STOP, DONE], 'differ'],
    ['another model', [ROLE, TEXT.replace('"model":"m"', '"model":"n"'), STOP, DONE], 'differ'],
    ['no created', [ROLE.replace('"created":1', '"created":null'), STOP, DONE], 'created'],
    ['no list of choices', [chunk({ choices: null }), ROLE, STOP, DONE], 'choices is no list'],
    ['no choice at all', [DONE], 'no choice'],
    ['an empty chunk', [ROLE, chunk({}), STOP, DONE], 'no usage'],
    ['usage that nobody wanted', [ROLE, STOP, USED, DONE], 'nobody asked'],
    ['broken usage', [ROLE, STOP, chunk({ usage: { total_tokens: '3' } }), DONE], 'no count'],
    ['a choice without index', [ROLE, TEXT.replace('"index":0', '"i":0'), STOP, DONE], 'no index'],
    ['a choice without delta', [ROLE, delta(null), STOP, DONE], 'no delta'],
    ['no role', [TEXT, STOP, DONE], 'no role'],
    ['an empty role', [delta({ role: '', content: '' }), STOP, DONE], 'no role'],
    ['no content at first', [delta({ role: 'assistant' }), STOP, DONE], 'neither content'],
    ['the role again', [ROLE, ROLE, STOP, DONE], 'comes again'],
    ['content of another type', [ROLE, delta({ content: [] }), STOP, DONE], 'content is neither'],
    ['null without a call', [ROLE, delta({ content: null }), STOP, DONE], 'null without'],
    ['reasoning of another type', [ROLE, delta({ reasoning_content: {} }), STOP, DONE], 'reasoning_content'],
    ['an unknown finish_reason', [ROLE, delta({}, { finish_reason: 'end' }), DONE], 'finish_reason is "end"'],
    ['no finish_reason', [ROLE, TEXT, DONE], 'no finish_reason'],
    ['a second finish_reason', [ROLE, STOP, STOP, DONE], 'after the finish_reason'],
    ['text after the end', [ROLE, STOP, TEXT, DONE], 'after the finish_reason'],
    [
      'a missing finish_reason member',
      [ROLE, delta({}, { finish_reason: undefined }), STOP, DONE],
      'undefined',
    ],
    ['null for calls', [ROLE, delta({ tool_calls: null }), STOP, DONE], 'no list'],
    ['a call without index', [ROLE, piece({ index: null }), CALLED, DONE], 'no index'],
    ['a call without id', [ROLE, piece({ type: 'function' }, '{}', 'f'), CALLED, DONE], 'no id'],
    [
      'a call with an empty id',
      [ROLE, piece({ id: '', type: 'function' }, '{}', 'f'), CALLED, DONE],
      'no id',
    ],
    ['a call without name', [ROLE, piece({ id: 'call_1', type: 'function' }, '{}'), CALLED, DONE], 'or name'],
    ['a call without type', [ROLE, piece({ id: 'call_1' }, '{}', 'f'), CALLED, DONE], 'no type'],
    ['an empty id later', [ROLE, HEAD, piece({ id: '' }, '{}'), CALLED, DONE], 'come again'],
    ['the id again', [ROLE, HEAD, piece({ id: 'call_1' }, '{}'), CALLED, DONE], 'come again'],
    ['the name again', [ROLE, HEAD, piece({}, '{}', 'f'), CALLED, DONE], 'come again'],
    ['an empty name later', [ROLE, HEAD, piece({}, '{}', ''), CALLED, DONE], 'come again'],
    ['a null type later', [ROLE, HEAD, piece({ type: null }, '{}'), CALLED, DONE], 'type is wrong'],
    [
      'the same id twice',
      [ROLE, HEAD, HEAD.replace('"index":0,"function"', '"index":1,"function"'), CALLED, DONE],
      'same id',
    ],
    [
      'an index that is left out',
      [ROLE, HEAD, piece({ index: 2, id: 'b', type: 'function' }, '{}', 'f'), CALLED, DONE],
      'begins before',
    ],
    ['arguments as an object', [ROLE, HEAD, piece({}, {}), CALLED, DONE], 'arguments are no text'],
    ['arguments that are no JSON', [ROLE, HEAD, piece({}, '{"a"'), CALLED, DONE], 'no JSON'],
    ['arguments of two calls in one', [ROLE, HEAD, piece({}, '{}{}'), CALLED, DONE], 'no JSON'],
    ['no arguments', [ROLE, HEAD, CALLED, DONE], 'no JSON'],
    ['stop after calls', [ROLE, HEAD, piece({}, '{}'), STOP, DONE], 'stops with calls'],
    ['tool_calls without calls', [ROLE, CALLED, DONE], 'no calls'],
    [
      'empty content beside a call',
      [ROLE, HEAD.replace('"delta":{', '"delta":{"content":"",'), CALLED, DONE],
      'beside a call',
    ],
    ['an error without message', ['data: {"error":{"type":"t","param":null,"code":null}}\n\n'], 'message'],
    ['an error without code', ['data: {"error":{"message":"m","type":"t","param":null}}\n\n'], 'code'],
    ['an error that is a text', ['data: {"error":"m"}\n\n'], 'not an object'],
    ['an error inside a chunk', [ERROR.replace('{"error"', '{"id":"a","error"')], 'other members'],
  ])('%s', (_, events, problem) => {
    expect(check(events).problems.join('\n')).toContain(problem);
  });

  it.each<[string, string[], string]>([
    ['no usage though it was asked for', [ROLE, STOP, DONE], 'usage is missing'],
    ['usage before the end', [ROLE, USED, STOP, DONE], 'usage comes before'],
    ['a chunk after the usage', [ROLE, STOP, USED, USED, DONE], 'after the usage'],
  ])('%s', (_, events, problem) => {
    expect(check(events, true).problems.join('\n')).toContain(problem);
  });

  it.each(['chat-newer-engine', 'chat-newer-engine-tools'])('the recording %s as it is', (name) => {
    const text = readFileSync(`test/fixtures/${name}.chunks.txt`, 'utf8');
    expect(checkChatStream(text, { includesUsage: true }).problems).not.toEqual([]);
  });
});
