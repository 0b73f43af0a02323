import { throwError, concat, from } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/contracts/gateway-error.js';
import { call, count, finish, say, stream, think } from '../support/chunk-stream.js';
import { checkResponseStream } from '../support/responses-grammar.js';

type Fields = Record<string, unknown>;
type Events = Fields[];

const TOOLS = [
  { type: 'function', name: 'get_weather' },
  { type: 'custom', name: 'patch' },
];
const DONE = 'data: [DONE]\n\n';
let whole = '';
let cut = '';
let failed = '';

beforeAll(async () => {
  const request = { tools: TOOLS };
  const begin = [think('Let me'), think(' see'), say('It '), say('rains')];
  const calls = [
    call(0, { id: 'call_a', name: 'get_weather' }),
    call(0, { arguments: '{"city":' }),
    call(1, { id: 'call_b', name: 'patch', arguments: '{"input":"a' }),
    call(0, { arguments: '"Paris"}' }),
    call(1, { arguments: 'b"}' }),
  ];
  whole = await stream([...begin, ...calls, finish('tool_calls'), count(5, 9)], { request });
  cut = await stream([...begin, finish('length'), count(5, 9)], { request });
  const breaks = throwError(() => new GatewayError('upstream_error', 'It broke.'));
  failed = await stream(concat(from(begin), breaks), { request });
});

function parse(text: string): Events {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event: '))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Fields);
}

/** Numbered anew, so that a violation is not found by its numbers. */
function write(events: Events): string {
  const frames = events.map((event, index) => {
    const numbered = 'number' in event ? event : { ...event, sequence_number: index };
    return `event: ${String(event.type)}\ndata: ${JSON.stringify(numbered)}\n\n`;
  });
  return frames.join('') + DONE;
}

const find = (events: Events, type: string, nth = 0): Fields =>
  events.filter((event) => event.type === `response.${type}`)[nth] ?? expect.fail(`no ${type}`);
const at = (events: Events, type: string, nth = 0): number => events.indexOf(find(events, type, nth));
const inner = (event: Fields, name: string): Fields => event[name] as Fields;
const output = (event: Fields): Fields[] => inner(event, 'response').output as Fields[];
const remove = (events: Events, type: string, nth = 0): void => {
  events.splice(at(events, type, nth), 1);
};
const swap = (events: Events, one: number, other: number): void => {
  [events[one], events[other]] = [events[other] as Fields, events[one] as Fields];
};

describe('the grammar of streamed responses', () => {
  it.each([
    ['complete', () => whole, 'completed'],
    ['cut', () => cut, 'incomplete'],
    ['failed', () => failed, 'failed'],
  ] as const)('accepts a stream that is %s, also written anew', (_name, read, outcome) => {
    expect(checkResponseStream(read())).toMatchObject({ problems: [], outcome });
    expect(checkResponseStream(write(parse(read()))).problems).toEqual([]);
  });

  it('accepts comments, and the state of the output said again', () => {
    const events = parse(whole);
    const added = at(events, 'output_item.added', 1);
    const done = find(events, 'output_item.done');
    const again = structuredClone(find(events, 'in_progress'));
    (inner(again, 'response').output as unknown[]).push(inner(done, 'item'));
    events.splice(added, 0, again);
    expect(checkResponseStream(`: heartbeat\n\n${write(events)}`).problems).toEqual([]);
  });
});

const TEXT_VIOLATIONS: readonly [string, (text: string) => string][] = [
  ['no [DONE]', (text) => text.replace(DONE, '')],
  ['two [DONE]', (text) => text + DONE],
  ['an event after [DONE]', (text) => text + text.slice(0, text.indexOf('\n\n') + 2)],
  ['an end in the middle of an event', (text) => text.slice(0, -1)],
  ['an event without its name', (text) => text.replace('event: response.created\n', '')],
  ['an event with another name', (text) => text.replace('event: response.created', 'event: response.queued')],
  ['an id line', (text) => `id: 1\n${text}`],
  ['a number twice', (text) => text.replace('"sequence_number":5', '"sequence_number":4')],
  ['a number left out', (text) => text.replace('"sequence_number":5', '"sequence_number":6')],
  ['data that is no JSON', (text) => text.replace('data: {', 'data: {{')],
];

const VIOLATIONS: readonly [string, (events: Events) => unknown][] = [
  ['no response.created', (events) => events.shift()],
  ['no first response.in_progress', (events) => events.splice(1, 1)],
  ['two response.created', (events) => events.unshift(structuredClone(events[0] as Fields))],
  ['no end', (events) => events.pop()],
  ['two ends', (events) => events.push(structuredClone(events.at(-1) as Fields))],
  [
    'an event of no response',
    (events) => events.splice(2, 0, { type: 'response.reasoning.delta', delta: 'x' }),
  ],
  [
    'another id of the response',
    (events) => (inner(find(events, 'completed'), 'response').id = `resp_${'0'.repeat(32)}`),
  ],
  [
    'another id of an item when it ends',
    (events) => (inner(find(events, 'output_item.done'), 'item').id = `rs_${'0'.repeat(32)}`),
  ],
  [
    'another id of an item in a delta',
    (events) => (find(events, 'output_text.delta').item_id = `msg_${'0'.repeat(32)}`),
  ],
  [
    'another id of an item in the response',
    (events) => ((output(find(events, 'completed'))[1] as Fields).id = `msg_${'0'.repeat(32)}`),
  ],
  [
    'the id of another item',
    (events) => {
      const id = inner(find(events, 'output_item.added', 2), 'item').id;
      inner(find(events, 'output_item.added', 3), 'item').id = id;
    },
  ],
  [
    'the call_id of another call',
    (events) => (inner(find(events, 'output_item.added', 3), 'item').call_id = 'call_a'),
  ],
  [
    'an item that is never opened',
    (events) => {
      remove(events, 'output_item.added', 1);
    },
  ],
  [
    'an item that is never closed',
    (events) => {
      remove(events, 'output_item.done', 1);
    },
  ],
  [
    'an item that is closed twice',
    (events) =>
      events.splice(at(events, 'output_item.done'), 0, structuredClone(find(events, 'output_item.done'))),
  ],
  [
    'an item inside a message',
    (events) => {
      const added = events.splice(at(events, 'output_item.added', 2), 1);
      events.splice(at(events, 'output_text.done'), 0, ...added);
    },
  ],
  ['a repeated output_index', (events) => (find(events, 'output_item.added', 1).output_index = 0)],
  ['an output_index left out', (events) => (find(events, 'output_item.added', 1).output_index = 2)],
  [
    'a delta with the output_index of another item',
    (events) => (find(events, 'output_text.delta').output_index = 0),
  ],
  ['a content_index that grows', (events) => (find(events, 'output_text.delta', 1).content_index = 1)],
  [
    'a summary without its part',
    (events) => {
      remove(events, 'reasoning_summary_part.added');
    },
  ],
  [
    'a part that never ends',
    (events) => {
      remove(events, 'content_part.done');
    },
  ],
  [
    'a part whose text never ends',
    (events) => {
      remove(events, 'output_text.done');
    },
  ],
  ['a part that begins full', (events) => (inner(find(events, 'content_part.added'), 'part').text = 'It ')],
  [
    'content before any item',
    (events) => {
      swap(events, 2, at(events, 'output_text.delta'));
    },
  ],
  ['an empty delta', (events) => (find(events, 'output_text.delta').delta = '')],
  [
    'a lost delta',
    (events) => {
      remove(events, 'output_text.delta');
    },
  ],
  ['a delta without logprobs', (events) => delete find(events, 'output_text.delta').logprobs],
  ['a done text that differs', (events) => (find(events, 'output_text.done').text = 'It')],
  ['a done part that differs', (events) => (inner(find(events, 'content_part.done'), 'part').text = 'It')],
  [
    'a done part without annotations',
    (events) => delete inner(find(events, 'content_part.done'), 'part').annotations,
  ],
  [
    'a delta after its text ended',
    (events) => {
      const done = at(events, 'output_text.done');
      swap(events, done, done - 1);
    },
  ],
  [
    'vLLM’s name of a part',
    (events) => (find(events, 'reasoning_summary_part.added').type = 'response.reasoning_part.added'),
  ],
  [
    'a call that is a message',
    (events) => (inner(find(events, 'output_item.added', 2), 'item').type = 'message'),
  ],
  [
    'a call that begins full',
    (events) => (inner(find(events, 'output_item.added', 2), 'item').arguments = '{}'),
  ],
  ['a call without call_id', (events) => delete inner(find(events, 'output_item.added', 2), 'item').call_id],
  ['a call without name', (events) => (inner(find(events, 'output_item.added', 2), 'item').name = '')],
  [
    'a call with another name when it ends',
    (events) => (inner(find(events, 'output_item.done', 2), 'item').name = 'other'),
  ],
  [
    'arguments without their end',
    (events) => {
      remove(events, 'function_call_arguments.done');
    },
  ],
  [
    'arguments only at their end',
    (events) => {
      remove(events, 'function_call_arguments.delta');
      remove(events, 'function_call_arguments.delta');
    },
  ],
  [
    'arguments that went to another call',
    (events) => {
      const other = find(events, 'output_item.added', 3);
      const delta = find(events, 'function_call_arguments.delta', 1);
      Object.assign(delta, { output_index: other.output_index, item_id: inner(other, 'item').id });
    },
  ],
  [
    'a freeform call that ends as a function',
    (events) => (inner(find(events, 'output_item.done', 3), 'item').type = 'function_call'),
  ],
  [
    'an item that ends in progress',
    (events) => (inner(find(events, 'output_item.done'), 'item').status = 'in_progress'),
  ],
  [
    'an item that ends cut in a whole response',
    (events) => {
      inner(find(events, 'output_item.done', 3), 'item').status = 'incomplete';
      (output(find(events, 'completed'))[3] as Fields).status = 'incomplete';
    },
  ],
  [
    'reasoning with null for encrypted_content',
    (events) => (inner(find(events, 'output_item.done'), 'item').encrypted_content = null),
  ],
  ['an output without an item', (events) => output(find(events, 'completed')).pop()],
  ['an output in another order', (events) => output(find(events, 'completed')).reverse()],
  [
    'a snapshot without its output',
    (events) =>
      events.splice(at(events, 'output_item.done') + 1, 0, structuredClone(find(events, 'in_progress'))),
  ],
  [
    'a status that is not the event’s',
    (events) => (inner(find(events, 'completed'), 'response').status = 'in_progress'),
  ],
  [
    'a complete response without its time',
    (events) => (inner(find(events, 'completed'), 'response').completed_at = null),
  ],
  [
    'usage without details',
    (events) => delete inner(inner(find(events, 'completed'), 'response'), 'usage').input_tokens_details,
  ],
  [
    'a missing member of the response',
    (events) => delete inner(find(events, 'created'), 'response').tool_choice,
  ],
  ['a temperature of null', (events) => (inner(find(events, 'created'), 'response').temperature = null)],
  ['a service_tier of null', (events) => (inner(find(events, 'created'), 'response').service_tier = null)],
  [
    'a tool without its parameters',
    (events) => delete (inner(find(events, 'created'), 'response').tools as Fields[])[0]?.parameters,
  ],
];

const CUT_VIOLATIONS: readonly [string, (events: Events) => unknown][] = [
  [
    'an incomplete response without a reason',
    (events) => (inner(find(events, 'incomplete'), 'response').incomplete_details = null),
  ],
  [
    'a cut message that is complete',
    (events) => {
      inner(find(events, 'output_item.done', 1), 'item').status = 'completed';
      (output(find(events, 'incomplete'))[1] as Fields).status = 'completed';
    },
  ],
  [
    'cut reasoning before a message',
    (events) => {
      inner(find(events, 'output_item.done'), 'item').status = 'incomplete';
      (output(find(events, 'incomplete'))[0] as Fields).status = 'incomplete';
    },
  ],
];

const FAILED_VIOLATIONS: readonly [string, (events: Events) => unknown][] = [
  [
    'response.failed without error',
    (events) =>
      events.splice(
        events.findIndex(({ type }) => type === 'error'),
        1,
      ),
  ],
  ['an error without response.failed', (events) => events.pop()],
  [
    'an error that is flat only',
    (events) => {
      const error = events.find(({ type }) => type === 'error');
      if (error !== undefined) delete error.error;
    },
  ],
  [
    'a failed response without its error',
    (events) => (inner(find(events, 'failed'), 'response').error = null),
  ],
  [
    'a failed response without what was said',
    (events) => (inner(find(events, 'failed'), 'response').output = []),
  ],
];

describe('the grammar refuses', () => {
  it.each(TEXT_VIOLATIONS)('%s', (_name, spoil) => {
    expect(spoil(whole)).not.toBe(whole);
    expect(checkResponseStream(spoil(whole)).problems).not.toEqual([]);
  });

  it.each([
    ...VIOLATIONS.map(([name, spoil]) => ({ name, spoil, read: () => whole })),
    ...CUT_VIOLATIONS.map(([name, spoil]) => ({ name, spoil, read: () => cut })),
    ...FAILED_VIOLATIONS.map(([name, spoil]) => ({ name, spoil, read: () => failed })),
  ])('$name', ({ spoil, read }) => {
    const events = parse(read());
    spoil(events);
    expect(checkResponseStream(write(events)).problems).not.toEqual([]);
  });
});
