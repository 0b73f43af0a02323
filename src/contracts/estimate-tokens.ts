/** Places in a run of equal characters that may weigh differently; all later ones weigh as the last. */
const PLACES = 6;

interface CharacterKind {
  /** First and last code units of the ranges that belong to it. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
  /** Tokens by place in a run: the first, the second and so on. The last holds for all that follow. */
  readonly tokens: readonly number[];
}

/**
 * Fitted to counts of Qwen's published vocabulary, the one of its chat models up to 3, over 290 texts: prose and technical
 * pages in Chinese and English, code, JSON. What is in no range is a symbol.
 */
const KINDS = {
  symbol: { ranges: [], tokens: [1] },
  // A short word is one token, with the space before it.
  letter: {
    ranges: [
      [0x41, 0x5a],
      [0x61, 0x7a],
    ],
    tokens: [0.95, 0, 0, 0, 0, 0.11],
  },
  digit: { ranges: [[0x30, 0x39]], tokens: [1.1] },
  space: {
    ranges: [
      [0x09, 0x09],
      [0x20, 0x20],
    ],
    tokens: [0, 0.7, 0],
  },
  line: { ranges: [[0x0a, 0x0d]], tokens: [1, 0] },
  punctuation: {
    ranges: [
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ],
    tokens: [0.75, 0.05],
  },
  han: {
    ranges: [
      [0x3400, 0x4dbf],
      [0x4e00, 0x9fff],
      [0xf900, 0xfaff],
    ],
    tokens: [0.6],
  },
  kana: { ranges: [[0x3040, 0x30ff]], tokens: [0.6] },
  hangul: { ranges: [[0xac00, 0xd7af]], tokens: [0.85] },
  widePunctuation: {
    ranges: [
      [0x2010, 0x2027],
      [0x3000, 0x303f],
      [0xff00, 0xff20],
    ],
    tokens: [0.85],
  },
  greekOrCyrillic: { ranges: [[0x370, 0x52f]], tokens: [0.35] },
  otherLetter: { ranges: [[0x530, 0x1fff]], tokens: [0.6] },
  // An emoji, or a rare character: two code units.
  highSurrogate: { ranges: [[0xd800, 0xdbff]], tokens: [1.5] },
  lowSurrogate: { ranges: [[0xdc00, 0xdfff]], tokens: [0] },
} as const satisfies Record<string, CharacterKind>;

/** é, ß, č: inside a word they break it. */
const ACCENTED = { from: 0xc0, to: 0x24f, tokens: 2 };

const ORDERED: readonly CharacterKind[] = Object.values(KINDS);
const LETTER = ORDERED.indexOf(KINDS.letter);
const KIND_OF = createKindTable();
const TOKENS = new Float64Array(
  ORDERED.flatMap(({ tokens }) =>
    Array.from({ length: PLACES }, (_, place) => tokens[Math.min(place, tokens.length - 1)] ?? 0),
  ),
);

/**
 * About how many tokens Qwen's tokenizer makes of a text, by the kinds of its characters: within some 15 % for ordinary text in
 * Chinese and English, code and JSON; rougher for other languages. Pure, a few milliseconds a megabyte.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let before = -1;
  let place = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const kind = KIND_OF[code] ?? 0;
    if (kind !== before) place = 0;
    else if (place < PLACES - 1) place += 1;
    tokens += TOKENS[kind * PLACES + place] ?? 0;
    if (kind === LETTER && code >= ACCENTED.from) tokens += ACCENTED.tokens;
    before = kind;
  }
  return Math.ceil(tokens);
}

function createKindTable(): Uint8Array {
  const table = new Uint8Array(0x1_00_00);
  ORDERED.forEach(({ ranges }, kind) => {
    for (const [from, to] of ranges) table.fill(kind, from, to + 1);
  });
  return table.fill(LETTER, ACCENTED.from, ACCENTED.to + 1);
}
