/**
 * Where a value stands in JSON text: from its first character to behind its last. Found without parsing, for answers that are
 * mostly numbers which nobody here reads: lists of numbers are skipped in one step. Text that is not JSON may go unnoticed.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The members of the object that begins at `start`, by key; undefined where none begins there or it does not end. */
export function findMembers(text: string, start: number): ReadonlyMap<string, Span> | undefined {
  const members = new Map<string, Span>();
  const isComplete = readItems(text, { start, close: '}' }, (at) => {
    const keyEnd = endOfString(text, at);
    const colon = skipSpace(text, keyEnd);
    if (keyEnd === NONE || text[at] !== '"' || text[colon] !== ':') return NONE;
    const value = skipSpace(text, colon + 1);
    const end = endOfValue(text, value);
    members.set(parseKey(text.slice(at, keyEnd)), { start: value, end });
    return end;
  });
  return isComplete ? members : undefined;
}

/** The elements of the list that begins at `start`; undefined where none begins there or it does not end. */
export function findElements(text: string, start: number): readonly Span[] | undefined {
  const elements: Span[] = [];
  const isComplete = readItems(text, { start, close: ']' }, (at) => {
    const end = endOfValue(text, at);
    elements.push({ start: at, end });
    return end;
  });
  return isComplete ? elements : undefined;
}

/** The position of the first character that is no white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at >= 0 && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The text with each span replaced; spans do not overlap. */
export function replaceSpans(text: string, replacements: readonly (readonly [Span, string])[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const [{ start, end }, replacement] of replacements.toSorted(
    ([one], [other]) => one.start - other.start,
  )) {
    pieces.push(text.slice(from, start), replacement);
    from = end;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

const NONE = -1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Calls `read` at each item, which returns the item's end; false where the brackets do not close properly. */
function readItems(
  text: string,
  { start, close }: { start: number; close: '}' | ']' },
  read: (at: number) => number,
): boolean {
  if (text[start] !== (close === '}' ? '{' : '[')) return false;
  let at = skipSpace(text, start + 1);
  if (text[at] === close) return true;
  for (;;) {
    const end = read(at);
    if (end === NONE) return false;
    const next = skipSpace(text, end);
    if (text[next] === close) return true;
    if (text[next] !== ',') return false;
    at = skipSpace(text, next + 1);
  }
}

function endOfValue(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === QUOTE) return endOfString(text, start);
  if (isOpening(code)) return endOfNested(text, start);
  let at = start;
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at += 1;
  return at === start ? NONE : at;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const skipped = code === QUOTE ? endOfString(text, at) : code === 0x5b ? endOfFlatList(text, at) : at;
    if (skipped === NONE) return NONE;
    if (skipped !== at) {
      at = skipped;
      if (depth === 0) return at;
      continue;
    }
    if (isOpening(code)) depth += 1;
    else if (isClosing(code)) depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
  return NONE;
}

/** The end of a list in which there are only numbers and the like; `start` itself where there is more. */
function endOfFlatList(text: string, start: number): number {
  const close = text.indexOf(']', start);
  if (close === -1) return NONE;
  const inside = text.slice(start + 1, close);
  // Not by a regular expression: that takes fifteen times as long.
  return inside.includes('"') || inside.includes('[') || inside.includes('{') ? start : close + 1;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? NONE : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function parseKey(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isOpening(code: number): boolean {
  return code === 0x7b || code === 0x5b;
}

function isClosing(code: number): boolean {
  return code === 0x7d || code === 0x5d;
}

function endsScalar(code: number): boolean {
  return code === 0x2c || isClosing(code) || isSpace(code);
}
