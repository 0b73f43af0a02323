import { concat, from, throwError } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { call, count, finish, say, think } from '../support/chunk-stream.js';
import { streamMessage } from '../support/message-stream.js';
import { checkMessageStream } from '../support/messages-grammar.js';

type Fields = Record<string, unknown>;
type Events = Fields[];

let whole = '';
let cut = '';
let failed = '';

beforeAll(async () => {
  const begin = [think('Let me'), think(' see'), say('It '), say('rains')];
  const calls = [
    call(0, { id: 'call_a', name: 'get_weather' }),
    call(0, { arguments: '{"city":' }),
    call(1, { id: 'call_b', name: 'patch', arguments: '{"input":"a' }),
    call(0, { arguments: '"Paris"}' }),
    call(1, { arguments: 'b"}' }),
  ];
  whole = (await streamMessage([...begin, ...calls, finish('tool_calls'), count(5, 9)])).text;
  cut = (await streamMessage([...begin, ...calls.slice(0, 2), finish('length'), count(5, 9)])).text;
  const breaks = throwError(() => new GatewayError('upstream_error', 'It broke.'));
  failed = (await streamMessage(concat(from(begin), breaks))).text;
});

function parse(text: string): Events {
  const frames = text.split('\n\n').filter((frame) => frame !== '');
  return frames.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Fields);
}

const writeFrame = (event: Fields): string =>
  `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
const write = (events: Events): string => events.map(writeFrame).join('');
const find = (events: Events, type: string, nth = 0): Fields =>
  events.filter((event) => event.type === type)[nth] ?? expect.fail(`no ${type}`);
const at = (events: Events, type: string, nth = 0): number => events.indexOf(find(events, type, nth));
const inner = (event: Fields, name: string): Fields => event[name] as Fields;
const remove = (events: Events, type: string, nth = 0): void => {
  events.splice(at(events, type, nth), 1);
};
const insert = (events: Events, position: number, event: Fields): void => {
  events.splice(position, 0, structuredClone(event));
};
const deltaOf = (events: Events, type: string): Fields =>
  events.find((event) => event.type === 'content_block_delta' && inner(event, 'delta').type === type) ??
  expect.fail(`no ${type}`);
const message = (events: Events): Fields => inner(find(events, 'message_start'), 'message');
const ending = (events: Events): Fields => inner(find(events, 'message_delta'), 'delta');

describe('the grammar of streamed messages', () => {
  it.each([
    ['complete', () => whole, 'ended'],
    ['cut', () => cut, 'ended'],
    ['failed', () => failed, 'failed'],
  ] as const)('accepts a stream that is %s, also written anew', (_name, read, outcome) => {
    expect(checkMessageStream(read())).toMatchObject({ problems: [], outcome });
    expect(checkMessageStream(write(parse(read()))).problems).toEqual([]);
  });

  it('reads the message that the events make, interleaved calls one after the other', () => {
    expect(checkMessageStream(whole).message).toMatchObject({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Let me see', signature: 'sealed:10' },
        { type: 'text', text: 'It rains' },
        { type: 'tool_use', id: 'call_a', name: 'get_weather', input: { city: 'Paris' } },
        { type: 'tool_use', id: 'call_b', name: 'patch', input: { input: 'ab' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 5, output_tokens: 9 },
    });
    expect(checkMessageStream(cut).message).toMatchObject({ stop_reason: 'max_tokens' });
  });

  it('accepts comments, and pings anywhere', () => {
    const events = parse(whole);
    const pinged = events.slice(0, -1).flatMap((event) => [event, { type: 'ping' }]);
    const text = `: heartbeat\n\n${write([...pinged, ...events.slice(-1)])}`;
    expect(checkMessageStream(text).problems).toEqual([]);
  });
});

const TEXT_VIOLATIONS: readonly [string, (text: string) => string][] = [
  ['a [DONE]', (text) => `${text}data: [DONE]\n\n`],
  ['an end in the middle of an event', (text) => text.slice(0, -1)],
  ['an event without its name', (text) => text.replace('event: content_block_stop\n', '')],
  ['an event with another name', (text) => text.replace('event: ping', 'event: pong')],
  [
    'a name that is not its type',
    (text) => text.replace('event: content_block_stop', 'event: content_block_delta'),
  ],
  ['an id line', (text) => `id: 1\n${text}`],
  ['data that is no JSON', (text) => text.replace('data: {', 'data: {{')],
  ['data over two lines', (text) => text.replace('data: {', 'data: {\ndata: ')],
];

const VIOLATIONS: readonly [string, (events: Events) => unknown][] = [
  ['no message_start', (events) => events.shift()],
  [
    'two message_start',
    (events) => {
      insert(events, 1, find(events, 'message_start'));
    },
  ],
  [
    'a message_start for every block',
    (events) => {
      insert(events, at(events, 'content_block_start', 1), find(events, 'message_start'));
    },
  ],
  [
    'a ping before message_start',
    (events) => {
      insert(events, 0, { type: 'ping' });
    },
  ],
  ['no message_stop', (events) => events.pop()],
  [
    'two message_stop',
    (events) => {
      insert(events, events.length, find(events, 'message_stop'));
    },
  ],
  [
    'no message_delta',
    (events) => {
      remove(events, 'message_delta');
    },
  ],
  [
    'two message_delta',
    (events) => {
      insert(events, at(events, 'message_delta'), find(events, 'message_delta'));
    },
  ],
  [
    'a block after message_delta',
    (events) => {
      const [last] = events.splice(at(events, 'message_delta'), 1);
      insert(events, at(events, 'content_block_start', 3), last ?? {});
    },
  ],
  [
    'an event after message_stop',
    (events) => {
      insert(events, events.length, { type: 'ping' });
    },
  ],
  ['no id of the message', (events) => delete message(events).id],
  ['no model', (events) => (message(events).model = '')],
  ['another role', (events) => (message(events).role = 'user')],
  ['a message that begins full', (events) => (message(events).content = [{ type: 'text', text: 'x' }])],
  ['a message that begins with its end', (events) => (message(events).stop_reason = 'end_turn')],
  ['no usage in message_start', (events) => delete message(events).usage],
  ['no usage in message_delta', (events) => delete find(events, 'message_delta').usage],
  ['a count below zero', (events) => (inner(find(events, 'message_delta'), 'usage').input_tokens = -1)],
  [
    'a block that is not opened',
    (events) => {
      remove(events, 'content_block_start', 1);
    },
  ],
  [
    'a block that is not closed',
    (events) => {
      remove(events, 'content_block_stop', 1);
    },
  ],
  [
    'a block that is closed twice',
    (events) => {
      insert(events, at(events, 'content_block_stop'), find(events, 'content_block_stop'));
    },
  ],
  [
    'interleaved blocks',
    (events) => {
      const [stop] = events.splice(at(events, 'content_block_stop', 2), 1);
      insert(events, at(events, 'content_block_stop', 2), stop ?? {});
    },
  ],
  ['an index twice', (events) => (find(events, 'content_block_start', 1).index = 0)],
  ['an index left out', (events) => (find(events, 'content_block_start', 3).index = 4)],
  ['a delta with another index', (events) => (deltaOf(events, 'text_delta').index = 0)],
  ['a stop with another index', (events) => (find(events, 'content_block_stop', 1).index = 0)],
  [
    'thinking in a block of text',
    (events) => (inner(deltaOf(events, 'text_delta'), 'delta').type = 'thinking_delta'),
  ],
  [
    'text in a block of thinking',
    (events) => (deltaOf(events, 'thinking_delta').delta = { type: 'text_delta', text: 'x' }),
  ],
  [
    'thinking without a signature',
    (events) => events.splice(events.indexOf(deltaOf(events, 'signature_delta')), 1),
  ],
  ['an empty signature', (events) => (inner(deltaOf(events, 'signature_delta'), 'delta').signature = '')],
  [
    'thinking after its signature',
    (events) => {
      const [signature] = events.splice(events.indexOf(deltaOf(events, 'signature_delta')), 1);
      insert(events, at(events, 'content_block_delta'), signature ?? {});
    },
  ],
  ['a delta that says nothing', (events) => (inner(deltaOf(events, 'text_delta'), 'delta').text = '')],
  ['a delta that is no text', (events) => (inner(deltaOf(events, 'text_delta'), 'delta').text = null)],
  [
    'an empty block',
    (events) => {
      for (let left = 2; left > 0; left -= 1) events.splice(events.indexOf(deltaOf(events, 'text_delta')), 1);
    },
  ],
  [
    'a block of an unknown type',
    (events) => (inner(find(events, 'content_block_start', 1), 'content_block').type = 'image'),
  ],
  [
    'a call without a name',
    (events) => (inner(find(events, 'content_block_start', 2), 'content_block').name = ''),
  ],
  [
    'a call without an id',
    (events) => delete inner(find(events, 'content_block_start', 2), 'content_block').id,
  ],
  [
    'the id of another call',
    (events) => (inner(find(events, 'content_block_start', 3), 'content_block').id = 'call_a'),
  ],
  [
    'a call that begins full',
    (events) => (inner(find(events, 'content_block_start', 2), 'content_block').input = { a: 1 }),
  ],
  [
    'a broken input',
    (events) => (inner(deltaOf(events, 'input_json_delta'), 'delta').partial_json = '{"city:'),
  ],
  ['end_turn after a call', (events) => (ending(events).stop_reason = 'end_turn')],
  ['an unknown stop_reason', (events) => (ending(events).stop_reason = 'stop')],
  ['no stop_reason', (events) => (ending(events).stop_reason = null)],
  ['a stop_sequence without its reason', (events) => (ending(events).stop_sequence = 'END')],
  ['stop_sequence without its text', (events) => (ending(events).stop_reason = 'stop_sequence')],
];

const FAILED_VIOLATIONS: readonly [string, (events: Events) => unknown][] = [
  [
    'message_stop after an error',
    (events) => {
      insert(events, events.length, { type: 'message_stop' });
    },
  ],
  ['an error that is no object', (events) => (find(events, 'error').error = 'It broke.')],
  ['an error of OpenAI’s', (events) => (inner(find(events, 'error'), 'error').type = 'upstream_error')],
  ['an error without a message', (events) => delete inner(find(events, 'error'), 'error').message],
  ['a stream that just ends', (events) => events.pop()],
];

describe('the grammar refuses', () => {
  it.each(TEXT_VIOLATIONS)('%s', (_name, spoil) => {
    expect(spoil(whole)).not.toBe(whole);
    expect(checkMessageStream(spoil(whole)).problems).not.toEqual([]);
  });

  it.each([
    ...VIOLATIONS.map(([name, spoil]) => ({ name, spoil, read: () => whole })),
    ...FAILED_VIOLATIONS.map(([name, spoil]) => ({ name, spoil, read: () => failed })),
  ])('$name', ({ spoil, read }) => {
    const events = parse(read());
    spoil(events);
    expect(checkMessageStream(write(events)).problems).not.toEqual([]);
  });
});
