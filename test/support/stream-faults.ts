import type { SeededRandom } from './seeded-random.js';

/** A chunk as some upstream sends it: any member may be wrong. */
export type LooseChunk = Record<string, unknown> & { choices?: LooseChoice[] };
export type LooseChoice = Record<string, unknown> & { delta?: LooseDelta | null };
export type LooseDelta = Record<string, unknown> & { tool_calls?: LoosePiece[] | null };
export type LoosePiece = Record<string, unknown> & { function?: Record<string, unknown> };

type Fault = (chunks: LooseChunk[], random: SeededRandom) => LooseChunk[];

const choicesOf = (chunks: readonly LooseChunk[]): LooseChoice[] =>
  chunks.flatMap(({ choices }) => choices ?? []);
const piecesOf = (chunks: readonly LooseChunk[]): LoosePiece[] =>
  choicesOf(chunks).flatMap(({ delta }) => delta?.tool_calls ?? []);
const isUsage = (chunk: LooseChunk): boolean => chunk.choices?.length === 0;
const isLast = (chunk: LooseChunk): boolean =>
  choicesOf([chunk]).some((choice) => isText(choice.finish_reason));
const isCut = (chunk: LooseChunk): boolean =>
  choicesOf([chunk]).some((choice) => choice.finish_reason === 'length');
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isHead = (piece: LoosePiece): boolean => isText(piece.function?.name);

/** Remembers the id and the name of the call of each piece, by its index, while those are still right. */
function withHeads(
  chunks: readonly LooseChunk[],
  change: (piece: LoosePiece, head: LoosePiece) => void,
): void {
  const heads = new Map<unknown, LoosePiece>();
  for (const piece of piecesOf(chunks)) {
    if (isHead(piece)) heads.set(piece.index, structuredClone(piece));
    change(piece, heads.get(piece.index) ?? piece);
  }
}

function eachPiece(change: (piece: LoosePiece, random: SeededRandom) => void): Fault {
  return (chunks, random) => {
    for (const piece of piecesOf(chunks)) change(piece, random);
    return chunks;
  };
}

function eachDelta(change: (delta: LooseDelta, random: SeededRandom) => void): Fault {
  return (chunks, random) => {
    for (const { delta } of choicesOf(chunks)) if (delta) change(delta, random);
    return chunks;
  };
}

/** Lets the pieces of several calls take turns, each call's own in order. */
function interleave(chunks: LooseChunk[], random: SeededRandom): LooseChunk[] {
  const first = chunks.findIndex((chunk) => piecesOf([chunk]).length > 0);
  const isOne = (chunk: LooseChunk): boolean => piecesOf([chunk]).length > 0;
  const queues = new Map<unknown, LooseChunk[]>();
  for (const chunk of chunks.slice(first + 1).filter(isOne)) {
    const [piece] = piecesOf([chunk]);
    queues.set(piece?.index, [...(queues.get(piece?.index) ?? []), chunk]);
  }
  const mixed: LooseChunk[] = [];
  while (queues.size > 0) {
    const [index, queue] = random.pick([...queues] as [
      [unknown, LooseChunk[]],
      ...[unknown, LooseChunk[]][],
    ]);
    const chunk = queue.shift();
    if (chunk === undefined) queues.delete(index);
    else mixed.push(chunk);
  }
  if (first === -1) return chunks;
  const others = chunks.slice(first + 1).filter((chunk) => !isOne(chunk));
  return [...chunks.slice(0, first + 1), ...mixed, ...others];
}

const dropIds = eachPiece((piece, random) => {
  const value = random.pick([undefined, '', null]);
  if (value === undefined) delete piece.id;
  else piece.id = value;
});
const zeroIndices = eachPiece((piece) => {
  piece.index = 0;
});
const repeatHeads: Fault = (chunks) => {
  withHeads(chunks, (piece, head) => {
    piece.id = head.id;
    piece.function = { ...piece.function, name: head.function?.name };
  });
  return chunks;
};

/** How an engine tells one call from another. One of them for a stream. */
const IDENTITIES: readonly [Fault, ...Fault[]] = [
  (chunks) => chunks,
  dropIds,
  zeroIndices,
  eachPiece((piece) => {
    delete piece.index;
  }),
  (chunks, random) => {
    repeatHeads(chunks, random);
    for (const piece of piecesOf(chunks)) piece.index = random.below(3);
    return chunks;
  },
  interleave,
  (chunks, random) => dropIds(interleave(chunks, random), random),
  (chunks, random) => {
    const mixed = interleave(chunks, random);
    withHeads(mixed, (piece, head) => {
      piece.id = head.id;
    });
    return zeroIndices(mixed, random);
  },
  eachPiece((piece, random) => {
    if (!isHead(piece)) piece.id = `call_${random.below(1e9)}`;
  }),
  wholeCalls,
  lateNames,
];

/** Every call in one piece, its arguments as an object or as a text, with an id or without. */
function wholeCalls(chunks: LooseChunk[], random: SeededRandom): LooseChunk[] {
  const hasId = random.chance(0.5);
  const isObject = random.chance(0.5);
  const texts = new Map<unknown, string>();
  for (const { index, function: called } of piecesOf(chunks)) {
    texts.set(index, (texts.get(index) ?? '') + String(called?.arguments));
  }
  if (chunks.some(isCut) || texts.size === 0) return chunks;
  return chunks.filter((chunk) => {
    const [piece] = piecesOf([chunk]);
    if (piece === undefined) return true;
    if (!isHead(piece)) return false;
    const text = texts.get(piece.index) ?? '';
    piece.function = { ...piece.function, arguments: isObject ? (JSON.parse(text) as unknown) : text };
    if (!hasId) delete piece.id;
    delete piece.index;
    return true;
  });
}

/** The head of a call without its name, which a piece of its own brings. */
function lateNames(chunks: LooseChunk[]): LooseChunk[] {
  return chunks.flatMap((chunk) => {
    const [piece] = piecesOf([chunk]);
    if (piece === undefined || !isHead(piece)) return [chunk];
    const later = structuredClone(chunk);
    const [laterPiece] = piecesOf([later]);
    if (laterPiece !== undefined) laterPiece.id = '';
    for (const { delta } of choicesOf([later])) delete delta?.role;
    delete piece.function;
    return [chunk, later];
  });
}

/** Anything else, several for a stream. */
const HABITS: readonly Fault[] = [
  eachDelta((delta) => {
    delta.role = 'assistant';
  }),
  eachDelta((delta) => {
    delete delta.role;
  }),
  eachDelta((delta) => {
    delta.role ??= '';
  }),
  eachDelta((delta) => {
    if (delta.content === '') delta.content = null;
  }),
  eachDelta((delta) => {
    delta.content ??= '';
  }),
  eachDelta((delta, random) => {
    delta.tool_calls ??= random.pick([null, []]);
  }),
  eachDelta((delta) => {
    delta.function_call = null;
    delta.refusal = null;
  }),
  eachPiece((piece, random) => {
    if (isHead(piece)) delete piece.type;
    else piece.type = random.pick(['', null, 'function']);
  }),
  eachPiece((piece, random) => {
    if (!isHead(piece)) piece.function = { ...piece.function, name: random.pick(['', null]) };
  }),
  (chunks) => {
    for (const choice of choicesOf(chunks)) choice.finish_reason ??= '';
    return chunks;
  },
  (chunks) => {
    for (const choice of choicesOf(chunks)) if (choice.finish_reason === null) delete choice.finish_reason;
    return chunks;
  },
  (chunks) => {
    for (const choice of choicesOf(chunks)) {
      if (choice.finish_reason === 'tool_calls') choice.finish_reason = 'stop';
    }
    return chunks;
  },
  (chunks) => {
    for (const choice of choicesOf(chunks.filter(isLast))) choice.delta = null;
    return chunks;
  },
  // Without its end nobody could tell that an answer was cut.
  (chunks) => chunks.filter((chunk) => !isLast(chunk) || isCut(chunk)),
  (chunks) => chunks.flatMap((chunk) => (isLast(chunk) ? [chunk, structuredClone(chunk)] : [chunk])),
  (chunks, random) =>
    chunks.flatMap((chunk) =>
      random.chance(0.2) ? [{ ...chunk, choices: [], usage: null }, chunk] : [chunk],
    ),
  (chunks) => [
    ...chunks.filter(isUsage),
    ...chunks.filter((chunk) => !isUsage(chunk)),
    ...chunks.filter(isUsage),
  ],
  (chunks) => [...chunks.slice(0, -2), ...chunks.slice(-2).reverse()],
  (chunks) => {
    const last = chunks.findLast(isLast);
    const late = structuredClone(last);
    for (const choice of choicesOf(late === undefined ? [] : [late])) {
      choice.delta = { content: 'late' };
      choice.finish_reason = null;
    }
    return late === undefined ? chunks : [...chunks, late];
  },
  (chunks) => {
    const isSingle = choicesOf(chunks).every(({ index }) => index === 0);
    for (const choice of isSingle ? choicesOf(chunks) : []) delete choice.index;
    return chunks;
  },
  mergePieces,
];

/** Puts pieces that follow one another into one chunk. */
function mergePieces(chunks: LooseChunk[], random: SeededRandom): LooseChunk[] {
  return chunks.reduce<LooseChunk[]>((merged, chunk) => {
    const before = merged.at(-1);
    const calls = before === undefined ? undefined : choicesOf([before])[0]?.delta?.tool_calls;
    const own = choicesOf([chunk])[0]?.delta?.tool_calls;
    if (!calls?.length || !own?.length || !random.chance(0.5)) return [...merged, chunk];
    calls.push(...own);
    return merged;
  }, []);
}

/** The stream of an engine that does some things in its own way. Its answer is the same. */
export function addFaults(chunks: readonly object[], random: SeededRandom): readonly LooseChunk[] {
  const loose = structuredClone(chunks) as LooseChunk[];
  const habits = HABITS.filter(() => random.chance(0.15));
  return [random.pick(IDENTITIES), ...habits].reduce((before, fault) => fault(before, random), loose);
}

/** The events of the stream as one text. Engines write JSON differently; what is meant is the same. */
export function writeEvents(chunks: readonly LooseChunk[], random: SeededRandom): string[] {
  const isSpaced = random.chance(0.3);
  const isAscii = random.chance(0.3);
  return chunks.map((chunk) => {
    const text = isSpaced ? JSON.stringify(chunk, undefined, 1).replaceAll('\n', ' ') : JSON.stringify(chunk);
    const written = isAscii ? text.replace(/[\u0080-\uffff]/g, escape) : text;
    return `data: ${written}\n\n`;
  });
}

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
