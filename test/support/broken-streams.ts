/** A stream of an upstream that breaks OpenAI's contract in one way (or, to compare, in none), as the members of its choices, chunk by chunk. */
export interface BrokenStream {
  readonly name: string;
  readonly choices: readonly object[];
}

const CITIES = ['北京', '上海 "🏙️"'] as const;

/** The arguments of the two calls of every stream, in two pieces each. */
export const CALL_ARGUMENTS: readonly string[] = CITIES.map((city) => JSON.stringify({ city }));
const IDS = ['call_5f1c9d2e', 'call_a03e77c4'] as const;
const NAME = 'get_weather';
const TYPE = 'function';
const ROLE = { delta: { role: 'assistant', content: '' } };
const CALLED = { delta: {}, finish_reason: 'tool_calls' };

type Piece = Readonly<Record<string, unknown>>;

const pieces = (...calls: Piece[]): object => ({ delta: { tool_calls: calls } });
const text = (value: unknown, others: Piece = {}): Piece => ({ function: { ...others, arguments: value } });
const firstHalf = (call: number): string => CALL_ARGUMENTS[call]?.slice(0, 9) ?? '';
const secondHalf = (call: number): string => CALL_ARGUMENTS[call]?.slice(9) ?? '';

interface Writer {
  readonly head: (call: number) => Piece;
  readonly rest: (call: number, piece: string) => Piece;
}

const usual: Writer = {
  head: (call) => ({ index: call, id: IDS[call], type: TYPE, ...text('', { name: NAME }) }),
  rest: (call, piece) => ({ index: call, ...text(piece) }),
};

/** One call after the other. */
function inTurn(writer: Partial<Writer>): object[] {
  const { head, rest } = { ...usual, ...writer };
  return [0, 1].flatMap((call) => [
    pieces(head(call)),
    pieces(rest(call, firstHalf(call))),
    pieces(rest(call, secondHalf(call))),
  ]);
}

/** Both calls at once. */
function together(writer: Partial<Writer>): object[] {
  const { head, rest } = { ...usual, ...writer };
  return [
    ...[0, 1].map((call) => pieces(head(call))),
    ...[0, 1].map((call) => pieces(rest(call, firstHalf(call)))),
    ...[0, 1].map((call) => pieces(rest(call, secondHalf(call)))),
  ];
}

const calls = (name: string, choices: readonly object[]): BrokenStream => ({
  name,
  choices: [ROLE, ...choices, CALLED],
});

export const BROKEN_CALLS: readonly BrokenStream[] = [
  calls('nothing wrong', inTurn({})),
  calls(
    'empty ids and names in later pieces',
    inTurn({ rest: (index, piece) => ({ index, id: '', type: null, ...text(piece, { name: '' }) }) }),
  ),
  calls(
    'null for ids and names in later pieces',
    inTurn({ rest: (index, piece) => ({ index, id: null, type: '', ...text(piece, { name: null }) }) }),
  ),
  calls(
    'id and name in every piece',
    inTurn({
      rest: (index, piece) => ({ index, id: IDS[index], type: TYPE, ...text(piece, { name: NAME }) }),
    }),
  ),
  calls(
    'another id in every piece',
    inTurn({ rest: (index, piece) => ({ index, id: `call_${piece.length}`, ...text(piece) }) }),
  ),
  calls(
    'no index',
    inTurn({
      head: (call) => ({ id: IDS[call], type: TYPE, ...text('', { name: NAME }) }),
      rest: (_, piece) => text(piece),
    }),
  ),
  calls(
    'one index for both calls',
    inTurn({
      head: (call) => ({ index: 0, id: IDS[call], type: TYPE, ...text('', { name: NAME }) }),
      rest: (_, piece) => ({ index: 0, ...text(piece) }),
    }),
  ),
  calls(
    'wrong indices, ids everywhere',
    together({
      rest: (call, piece) => ({ index: 1 - call, id: IDS[call], ...text(piece) }),
    }),
  ),
  calls(
    'indices that begin at one',
    together({
      head: (call) => ({ index: call + 1, id: IDS[call], type: TYPE, ...text('', { name: NAME }) }),
      rest: (call, piece) => ({ index: call + 1, id: '', ...text(piece) }),
    }),
  ),
  calls(
    'no ids',
    together({
      head: (index) => ({ index, type: TYPE, ...text('', { name: NAME }) }),
    }),
  ),
  calls('no type', inTurn({ head: (index) => ({ index, id: IDS[index], ...text('', { name: NAME }) }) })),
  calls('pieces without arguments', [
    ...inTurn({ head: (index) => ({ index, id: IDS[index], type: TYPE, function: { name: NAME } }) }),
    pieces({ index: 1, id: '', ...text('') }),
    pieces({ index: 1, id: '', ...text(null) }),
  ]),
  calls('arguments as objects', [
    pieces(
      ...CITIES.map((city, index) => ({
        index,
        id: IDS[index],
        type: TYPE,
        ...text({ city }, { name: NAME }),
      })),
    ),
  ]),
  calls(
    'empty content beside calls',
    inTurn({}).map((choice) => ({
      delta: { content: '', reasoning_content: '', ...(choice as { delta: object }).delta },
    })),
  ),
  { name: 'no role', choices: [...inTurn({}), CALLED] },
  {
    name: 'a role in every chunk',
    choices: [ROLE, ...inTurn({}), CALLED].map((choice) => ({
      ...choice,
      delta: { role: 'assistant', ...(choice as { delta: object }).delta },
    })),
  },
  { name: 'no finish_reason', choices: [ROLE, ...inTurn({})] },
  { name: 'finish_reason stop', choices: [ROLE, ...inTurn({}), { delta: {}, finish_reason: 'stop' }] },
  {
    name: 'finish_reason twice',
    choices: [ROLE, ...inTurn({}), CALLED, { delta: { content: '' }, finish_reason: 'stop' }],
  },
];

const STOP = { delta: {}, finish_reason: 'stop' };
const TEXT = [{ delta: { content: 'It is ' } }, { delta: { content: 'sunny.' } }];

/** Streams that say `It is sunny.` */
export const BROKEN_TEXTS: readonly BrokenStream[] = [
  { name: 'nothing wrong', choices: [ROLE, ...TEXT, STOP] },
  {
    name: 'null for content',
    choices: [
      { delta: { role: 'assistant', content: null } },
      { delta: { content: null, reasoning_content: 'a' } },
      ...TEXT,
      STOP,
    ],
  },
  {
    name: 'null for calls',
    choices: [
      ROLE,
      ...TEXT.map(({ delta }) => ({ delta: { ...delta, tool_calls: null, function_call: null } })),
      STOP,
    ],
  },
  { name: 'no role', choices: [...TEXT, STOP] },
  { name: 'no finish_reason', choices: [ROLE, ...TEXT] },
  {
    name: 'an empty finish_reason in every chunk',
    choices: [...[ROLE, ...TEXT].map((choice) => ({ ...choice, finish_reason: '' })), STOP],
  },
  { name: 'text after the end', choices: [ROLE, ...TEXT, STOP, { delta: { content: 'late' } }] },
];

/** The events of the stream. */
export function writeBrokenStream({ choices }: BrokenStream): string {
  const envelope = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'qwen-plus' };
  const events = choices.map((choice) => ({
    ...envelope,
    choices: [{ index: 0, finish_reason: null, ...choice }],
  }));
  return [...events.map((event) => JSON.stringify(event)), '[DONE]']
    .map((data) => `data: ${data}\n\n`)
    .join('');
}
