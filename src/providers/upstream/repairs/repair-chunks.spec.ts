import { concat, from, of, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ChatChunk } from '../../../contracts/chat-chunk.js';
import type { ChatCompletionChunk } from '../../../contracts/chat-completion.js';
import { GatewayError } from '../../../contracts/gateway-error.js';
import { TextFrame } from '../../../contracts/text-frame.js';
import { readChatChunks } from '../read-chat-chunks.js';
import { repairChunks } from './repair-chunks.js';

const ENVELOPE = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const read = readChatChunks('bailian', () => new GatewayError('upstream_error', 'refused'));

const ROLE = delta({ role: 'assistant', content: '' });
const STOP = finish('stop');
const CALLED = finish('tool_calls');

function chunk(fields: object): object {
  return { ...ENVELOPE, choices: [], ...fields };
}

function delta(fields: unknown, others: object = {}): object {
  return chunk({ choices: [{ index: 0, delta: fields, finish_reason: null, ...others }] });
}

function finish(reason: unknown): object {
  return delta({}, { finish_reason: reason });
}

function pieces(...calls: object[]): object {
  return delta({ tool_calls: calls });
}

function head([index, id]: readonly unknown[], name: unknown, text: unknown = ''): object {
  return pieces({ index, id, type: 'function', function: { name, arguments: text } });
}

function rest(index: unknown, text: unknown, others: object = {}): object {
  return pieces({ index, function: { arguments: text }, ...others });
}

function repairTexts(texts: readonly string[], names?: ReadonlyMap<string, string>): readonly ChatChunk[] {
  let repaired: readonly ChatChunk[] = [];
  from([...texts, '[DONE]'])
    .pipe(read, repairChunks(names), toArray())
    .subscribe((chunks) => {
      repaired = chunks;
    });
  return repaired;
}

/** What comes of the chunks. The text of each says the same as its value. */
function repair(chunks: readonly object[], names?: ReadonlyMap<string, string>): ChatCompletionChunk[] {
  const repaired = repairTexts(
    chunks.map((value) => JSON.stringify(value)),
    names,
  );
  for (const { data, value } of repaired) expect(JSON.parse(data)).toEqual(value);
  return repaired.map(({ value }) => value);
}

const readChoices = (chunks: readonly ChatCompletionChunk[]) => chunks.flatMap(({ choices }) => choices);

function repairPieces(chunks: readonly object[], names?: ReadonlyMap<string, string>): unknown[] {
  const choices = readChoices(repair([ROLE, ...chunks, CALLED], names));
  return choices.flatMap(({ delta: { tool_calls: calls } }) => calls ?? []);
}

function written([index, id]: readonly unknown[], name: string, text = ''): object {
  return { index, id, type: 'function', function: { name, arguments: text } };
}

function more(index: number, text: string): object {
  return { index, function: { arguments: text } };
}

describe('repairChunks', () => {
  it('passes a conforming stream on as it came', () => {
    const texts = [
      ROLE,
      delta({ content: 'a "quoted" 你' }),
      delta({ content: 'b\\' }),
      head([0, 'call_1'], 'f'),
      rest(0, '{"a"'),
      rest(0, ':1}'),
      delta({ content: null, tool_calls: [written([1, 'call_2'], 'g', '{}')] }),
      CALLED,
      chunk({ usage: USAGE }),
    ].map((value) => JSON.stringify(value, undefined, 1).replaceAll('\n', ' '));
    expect(repairTexts(texts).map(({ data }) => data)).toEqual(texts);
  });

  it('is not led by generated text', () => {
    const text = '"role":"x","tool_calls":[{"id":""}],"finish_reason":"stop"}]}';
    const chunks = [ROLE, delta({ content: text }), delta({ content: text }), STOP];
    expect(repair(chunks)).toEqual(chunks);
  });

  it('never fails, whatever the members are', () => {
    const odd = [null, 0, '', 'x', [], {}, [null], [[]], true];
    const chunks = odd.flatMap((value) => [
      chunk({ choices: value }),
      chunk({ choices: [value] }),
      delta(value),
      delta({ role: value, content: value, tool_calls: value, function_call: value }),
      pieces({ index: value, id: value, type: value, function: value }),
      head([value, value], value, value),
    ]);
    expect(repair([...chunks, STOP]).length).toBeGreaterThan(0);
  });
});

describe('roles and content', () => {
  it.each<[string, object, object]>([
    ['a role where there is none', { content: 'a' }, { role: 'assistant', content: 'a' }],
    ['a role in the place of an empty one', { role: '', content: 'a' }, { role: 'assistant', content: 'a' }],
    [
      'content in the place of null',
      { role: 'assistant', content: null },
      { role: 'assistant', content: '' },
    ],
    ['content where there is none', { role: 'assistant' }, { role: 'assistant', content: '' }],
  ])('the first delta gets %s', (_, received, expected) => {
    expect(readChoices(repair([delta(received), STOP]))[0]?.delta).toEqual(expected);
  });

  it('the first delta may have calls and null', () => {
    const first = delta({
      role: 'assistant',
      content: null,
      tool_calls: [written([0, 'call_1'], 'f', '{}')],
    });
    expect(repair([first, CALLED])).toEqual([first, CALLED]);
  });

  it('the role comes once, for every choice', () => {
    const part = (index: number, content: string) => ({
      index,
      delta: { role: 'assistant', content },
      finish_reason: null,
    });
    const last = (index: number) => ({ index, delta: {}, finish_reason: 'stop' });
    const chunks = [
      chunk({ choices: [part(0, 'a'), part(1, 'b')] }),
      chunk({ choices: [part(1, 'c')] }),
      chunk({ choices: [part(1, 'd')] }),
      chunk({ choices: [part(0, 'e'), last(1)] }),
      chunk({ choices: [last(0)] }),
    ];
    expect(readChoices(repair(chunks)).map((choice) => [choice.index, choice.delta])).toEqual([
      [0, { role: 'assistant', content: 'a' }],
      [1, { role: 'assistant', content: 'b' }],
      [1, { content: 'c' }],
      [1, { content: 'd' }],
      [0, { content: 'e' }],
      [1, {}],
      [0, {}],
    ]);
  });

  it('null beside reasoning becomes empty, in many chunks alike', () => {
    const chunks = [
      ROLE,
      ...['a', 'b "x"', 'c'].map((text) => delta({ content: null, reasoning_content: text })),
      STOP,
    ];
    expect(readChoices(repair(chunks)).map((choice) => choice.delta)).toEqual([
      { role: 'assistant', content: '' },
      { content: '', reasoning_content: 'a' },
      { content: '', reasoning_content: 'b "x"' },
      { content: '', reasoning_content: 'c' },
      {},
    ]);
  });

  it('empty content beside calls is removed, a text beside them stays', () => {
    const call = [more(0, '{}')];
    const chunks = [
      ROLE,
      head([0, 'call_1'], 'f'),
      delta({ content: '', tool_calls: call }),
      delta({ content: 'a', tool_calls: call }),
    ];
    const deltas = readChoices(repair([...chunks, finish('length')])).map((choice) => choice.delta);
    expect(deltas.slice(2, 4)).toEqual([{ tool_calls: call }, { content: 'a', tool_calls: call }]);
  });

  it.each([null, [], {}])('calls that are %j are removed', (value) => {
    const chunks = repair([
      ROLE,
      delta({ content: 'a', tool_calls: value }),
      delta({ content: 'b', tool_calls: value }),
      STOP,
    ]);
    expect(
      readChoices(chunks)
        .slice(1, 3)
        .map((choice) => choice.delta),
    ).toEqual([{ content: 'a' }, { content: 'b' }]);
  });

  it('a choice without index, delta or finish_reason gets them', () => {
    expect(readChoices(repair([chunk({ choices: [{}] }), STOP]))[0]).toEqual({
      index: 0,
      delta: { role: 'assistant', content: '' },
      finish_reason: null,
    });
  });
});

describe('tool calls', () => {
  const CALLS = [
    written([0, 'call_1'], 'f'),
    more(0, '{"a"'),
    more(0, ':1}'),
    written([1, 'call_2'], 'f'),
    more(1, '{}'),
  ];

  it.each<[string, object[]]>([
    [
      'ids that are empty',
      [
        head([0, 'call_1'], 'f'),
        rest(0, '{"a"', { id: '' }),
        rest(0, ':1}', { id: null }),
        head([1, 'call_2'], 'f'),
        rest(1, '{}', { id: '' }),
      ],
    ],
    [
      'names and types that are empty',
      [
        head([0, 'call_1'], 'f'),
        head([0, ''], '', '{"a"'),
        head([0, null], null, ':1}'),
        head([1, 'call_2'], 'f'),
        rest(1, '{}', { type: '' }),
      ],
    ],
    [
      'everything on every piece',
      [
        head([0, 'call_1'], 'f'),
        head([0, 'call_1'], 'f', '{"a"'),
        head([0, 'call_1'], 'f', ':1}'),
        head([1, 'call_2'], 'f'),
        head([1, 'call_2'], 'f', '{}'),
      ],
    ],
    [
      'no type',
      [
        pieces({ index: 0, id: 'call_1', function: { name: 'f', arguments: '' } }),
        rest(0, '{"a"'),
        rest(0, ':1}'),
        pieces({ index: 1, id: 'call_2', function: { name: 'f', arguments: '' } }),
        rest(1, '{}'),
      ],
    ],
    [
      'no index',
      [
        head([undefined, 'call_1'], 'f'),
        rest(undefined, '{"a"'),
        rest(undefined, ':1}'),
        head([undefined, 'call_2'], 'f'),
        rest(undefined, '{}'),
      ],
    ],
    [
      'the same index for all',
      [head([0, 'call_1'], 'f'), rest(0, '{"a"'), rest(0, ':1}'), head([0, 'call_2'], 'f'), rest(0, '{}')],
    ],
    [
      'wrong indices',
      [head([1, 'call_1'], 'f'), rest(1, '{"a"'), rest(7, ':1}'), head([5, 'call_2'], 'f'), rest(0, '{}')],
    ],
    [
      'another id for every piece',
      [
        head([0, 'call_1'], 'f'),
        rest(0, '{"a"', { id: 'x' }),
        rest(0, ':1}', { id: 'y' }),
        head([1, 'call_2'], 'f'),
        rest(1, '{}', { id: 'x' }),
      ],
    ],
    [
      'null for arguments',
      [
        head([0, 'call_1'], 'f', null),
        rest(0, '{"a"'),
        rest(0, ':1}'),
        head([1, 'call_2'], 'f', undefined),
        rest(1, '{}'),
      ],
    ],
    [
      'several in one chunk',
      [
        pieces(written([0, 'call_1'], 'f'), more(0, '{"a"')),
        rest(0, ':1}'),
        pieces(written([0, 'call_2'], 'f'), more(0, '{}')),
      ],
    ],
    [
      'a name that comes late',
      [
        pieces({ index: 0, id: 'call_1', type: 'function' }),
        head([0, ''], 'f'),
        rest(0, '{"a"'),
        rest(0, ':1}'),
        pieces({ index: 1, id: 'call_2' }),
        pieces({ index: 1, function: { name: 'f' } }),
        rest(1, '{}'),
      ],
    ],
  ])('come out right of a stream with %s', (_, chunks) => {
    expect(repairPieces(chunks)).toEqual(CALLS);
  });

  it('are kept apart by id where they interleave with the same index', () => {
    const chunks = [
      head([0, 'call_1'], 'f'),
      head([0, 'call_2'], 'f'),
      rest(0, '{"a"', { id: 'call_1' }),
      rest(0, '{"b"', { id: 'call_2' }),
      rest(0, ':1}', { id: 'call_1' }),
      rest(0, ':2}', { id: 'call_2' }),
    ];
    expect(repairPieces(chunks)).toEqual([
      written([0, 'call_1'], 'f'),
      written([1, 'call_2'], 'f'),
      more(0, '{"a"'),
      more(1, '{"b"'),
      more(0, ':1}'),
      more(1, ':2}'),
    ]);
  });

  it('are kept apart by index where they interleave without ids', () => {
    const chunks = [
      head([3, 'call_1'], 'f'),
      head([1, 'call_2'], 'f'),
      rest(3, '{"a"'),
      rest(1, '{"b"'),
      rest(3, ':1}'),
      rest(1, ':2}'),
    ];
    expect(repairPieces(chunks)).toEqual([
      written([0, 'call_1'], 'f'),
      written([1, 'call_2'], 'f'),
      more(0, '{"a"'),
      more(1, '{"b"'),
      more(0, ':1}'),
      more(1, ':2}'),
    ]);
  });

  it.each<[string, object[]]>([
    ['an index', [head([0, undefined], 'f', '{"a":1}'), head([1, undefined], 'f', '{}')]],
    ['nothing but whole arguments', [head([0, ''], 'f', '{"a":1}'), head([0, ''], 'f', '{}')]],
    [
      'nothing but whole arguments, in one chunk',
      [
        pieces(
          { function: { name: 'f', arguments: '{"a":1}' } },
          { function: { name: 'f', arguments: '{}' } },
        ),
      ],
    ],
    ['a name on the head only', [head([0, ''], 'f'), rest(0, '{"a":1}'), head([0, ''], 'f'), rest(0, '{}')]],
  ])('get ids of their own where the upstream has none and tells them by %s', (_, chunks) => {
    const calls = new Map<number, string[]>();
    const ids: unknown[] = [];
    for (const piece of repairPieces(chunks) as {
      index: number;
      id?: string;
      function: { arguments: string };
    }[]) {
      if (piece.id !== undefined) ids.push(piece.id);
      calls.set(piece.index, [...(calls.get(piece.index) ?? []), piece.function.arguments]);
    }
    expect([...calls].map(([index, texts]) => [index, texts.join('')])).toEqual([
      [0, '{"a":1}'],
      [1, '{}'],
    ]);
    expect(ids).toEqual([expect.stringMatching(/^call_[0-9a-f]{24}$/), expect.stringMatching(/^call_/)]);
    expect(new Set(ids).size).toBe(2);
  });

  it('keep the arguments of an engine that says only the name again, in any number of pieces', () => {
    const chunks = ['{"a"', ':{"b":1}', '}', ''].map((text) => head([0, undefined], 'f', text));
    expect(repairPieces(chunks)).toEqual([
      written([0, expect.any(String)], 'f', '{"a"'),
      more(0, ':{"b":1}'),
      more(0, '}'),
      more(0, ''),
    ]);
  });

  it('get arguments that came as an object as a text', () => {
    const args = { content: 'x', list: [1] };
    const chunks = [head([0, 'call_1'], 'f', args), head([1, 'call_2'], 'f', { content: 'y' })];
    expect(repairPieces(chunks)).toEqual([
      written([0, 'call_1'], 'f', JSON.stringify(args)),
      written([1, 'call_2'], 'f', '{"content":"y"}'),
    ]);
  });

  it('get empty arguments where none came', () => {
    const chunks = readChoices(repair([ROLE, head([0, 'call_1'], 'f'), rest(0, ''), CALLED]));
    expect(chunks.at(-1)).toEqual({
      index: 0,
      delta: { tool_calls: [more(0, '{}')] },
      finish_reason: 'tool_calls',
    });
  });

  it('are not completed where the answer was cut', () => {
    const chunks = [ROLE, head([0, 'call_1'], 'f'), finish('length')];
    expect(repair(chunks)).toEqual(chunks);
  });

  it('are passed on where they are of another kind', () => {
    const chunks = [
      ROLE,
      pieces({ index: 0, id: 'call_1', type: 'custom', custom: { name: 'f', input: '' } }),
      CALLED,
    ];
    expect(repair(chunks)).toEqual(chunks);
  });

  it('have the names that the client knows', () => {
    const names = new Map([['get_weather_1', 'get.weather']]);
    expect(
      repairPieces([head([0, 'call_1'], 'get_weather_1', '{}'), head([1, 'call_2'], 'f', '{}')], names),
    ).toEqual([written([0, 'call_1'], 'get.weather', '{}'), written([1, 'call_2'], 'f', '{}')]);
  });

  it('of two choices are not mixed', () => {
    const part = (index: number, calls: object[]) =>
      chunk({ choices: [{ index, delta: { tool_calls: calls }, finish_reason: null }] });
    const chunks = [
      part(0, [written([0, 'call_1'], 'f')]),
      part(1, [written([0, 'call_2'], 'f')]),
      part(0, [{ ...more(0, '{}'), id: '' }]),
      part(1, [{ ...more(0, '[]'), id: '' }]),
    ];
    const seen = readChoices(repair(chunks)).map(({ index, delta: { tool_calls: calls } }) => [
      index,
      calls?.[0]?.index,
      calls?.[0]?.function?.arguments,
    ]);
    expect(seen.slice(0, 4)).toEqual([
      [0, 0, ''],
      [1, 0, ''],
      [0, 0, '{}'],
      [1, 0, '[]'],
    ]);
  });
});

describe('the end', () => {
  const lastReasons = (chunks: readonly object[]) =>
    readChoices(repair(chunks)).flatMap((choice) => choice.finish_reason ?? []);

  it.each<[string, object[], string[]]>([
    ['is added where it is missing', [ROLE, delta({ content: 'a' })], ['stop']],
    ['is added after calls', [ROLE, head([0, 'call_1'], 'f', '{}')], ['tool_calls']],
    ['comes once', [ROLE, STOP, STOP, finish('length')], ['stop']],
    ['is tool_calls after calls', [ROLE, head([0, 'call_1'], 'f', '{}'), STOP], ['tool_calls']],
    ['stays length after calls', [ROLE, head([0, 'call_1'], 'f', '{'), finish('length')], ['length']],
    ['is not an empty text', [finish(''), finish(''), STOP], ['stop']],
  ])('%s', (_, chunks, expected) => {
    expect(lastReasons(chunks)).toEqual(expected);
  });

  it('that is added looks like the chunks before it', () => {
    expect(repair([{ ...ROLE, usage: null, system_fingerprint: 'fp' }]).at(-1)).toEqual({
      ...STOP,
      usage: null,
      system_fingerprint: 'fp',
    });
  });

  it('that is added does not count again what the chunk before it counted', () => {
    expect(repair([{ ...ROLE, usage: USAGE }]).at(-1)).toEqual({ ...STOP, usage: null });
  });

  it('is followed by nothing but the usage', () => {
    const usage = chunk({ usage: USAGE });
    expect(repair([ROLE, STOP, delta({ content: 'late' }), chunk({}), usage, usage, ROLE])).toEqual([
      ROLE,
      STOP,
      usage,
    ]);
  });

  it.each<[string, object[]]>([
    ['in the place of the end', [chunk({ usage: USAGE })]],
    ['before the end', [chunk({ usage: { ...USAGE, total_tokens: 2 } }), STOP, chunk({ usage: USAGE })]],
    ['before the end only', [chunk({ usage: USAGE }), STOP]],
    ['beside a second end', [STOP, { ...STOP, usage: USAGE }]],
    ['without a list of choices', [STOP, { ...ENVELOPE, usage: USAGE }]],
  ])('comes before the usage that came %s', (_, chunks) => {
    expect(repair([ROLE, ...chunks])).toEqual([ROLE, STOP, chunk({ usage: USAGE })]);
  });

  it('does not come where nothing came', () => {
    expect(repair([])).toEqual([]);
  });

  it('is not added to a stream that fails, and its usage is not lost', () => {
    const seen: unknown[] = [];
    const chunks = [ROLE, chunk({ usage: USAGE })].map((value) => new ChatChunk(JSON.stringify(value)));
    concat(
      of(...chunks),
      throwError(() => 'cut'),
    )
      .pipe(repairChunks())
      .subscribe({ next: ({ value }) => seen.push(value), error: (error: unknown) => seen.push(error) });
    expect(seen).toEqual([ROLE, chunk({ usage: USAGE }), 'cut']);
  });
});

describe('chunks that differ only in their text', () => {
  it('get the same repair, and keep their text as the upstream wrote it', () => {
    const piece = (text: string) => JSON.stringify(rest(0, 'TEXT', { id: '' })).replace('TEXT', text);
    const texts = [
      JSON.stringify(ROLE),
      JSON.stringify(head([0, 'call_1'], 'f')),
      piece('{\\"\\u4f60'),
      piece(':\\"'),
      piece('\\/x\\"}'),
    ];
    const repaired = repairTexts([...texts, JSON.stringify(CALLED)]);
    expect(repaired.slice(2, 5).map(({ data }) => data)).toEqual([
      JSON.stringify(rest(0, '{"你')),
      JSON.stringify(rest(0, ':"')),
      JSON.stringify(rest(0, 'TEXT')).replace('TEXT', '\\/x\\"}'),
    ]);
  });

  it('are not mistaken for one another where the text stands in arguments that are an object', () => {
    const chunks = [head([0, 'call_1'], 'f'), rest(0, { content: 'x' }), rest(0, { content: 'y' })];
    expect(repairPieces(chunks).slice(1)).toEqual([more(0, '{"content":"x"}'), more(0, '{"content":"y"}')]);
  });

  it('are looked at again after another chunk, though their frame be known', () => {
    const data = JSON.stringify(delta({ content: 'a' }));
    const framed = new ChatChunk(data, TextFrame.find(data));
    const [role, stop] = [ROLE, STOP].map((value) => new ChatChunk(JSON.stringify(value)));
    const seen: unknown[] = [];
    from([role, framed, framed, stop, framed] as ChatChunk[])
      .pipe(repairChunks())
      .subscribe((chunk) => seen.push(chunk));
    expect(seen).toEqual([role, framed, framed, stop]);
  });

  it('are parsed again after anything else came', () => {
    const chunks = [
      ROLE,
      head([0, 'call_1'], 'f'),
      rest(0, '{'),
      rest(0, '}'),
      head([0, 'call_2'], 'f'),
      rest(0, '{'),
      rest(0, '}'),
    ];
    expect(repairPieces(chunks.slice(1))).toEqual([
      written([0, 'call_1'], 'f'),
      more(0, '{'),
      more(0, '}'),
      written([1, 'call_2'], 'f'),
      more(1, '{'),
      more(1, '}'),
    ]);
  });
});
