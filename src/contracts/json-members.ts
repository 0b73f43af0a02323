const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const QUOTES = 2;
const OBJECT_START = 0x7b;
const OBJECT_END = 0x7d;
const LIST_START = 0x5b;
const LIST_END = 0x5d;

/** A member of a JSON object, as byte offsets; ends are exclusive, the key's quotes are inside. */
export interface JsonMember {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * The members of the JSON object that begins at or after `start` (white space may come first), found without parsing their
 * values. Empty where there is no object. Of text that is not JSON it returns what looks like members and never throws.
 */
export function findMembers(bytes: Buffer, start = 0): readonly JsonMember[] {
  const members: JsonMember[] = [];
  let at = skipWhitespace(bytes, start);
  if (bytes[at] !== OBJECT_START) return members;
  at += 1;
  for (;;) {
    const keyStart = skipWhitespace(bytes, at);
    if (bytes[keyStart] !== QUOTE) return members;
    const keyEnd = endOfString(bytes, keyStart) + 1;
    const colon = skipWhitespace(bytes, keyEnd);
    if (bytes[colon] !== COLON) return members;
    const valueStart = skipWhitespace(bytes, colon + 1);
    const next = endOfValue(bytes, valueStart);
    members.push({ keyStart, keyEnd, valueStart, valueEnd: trimEnd(bytes, valueStart, next) });
    if (bytes[next] !== COMMA) return members;
    at = next + 1;
  }
}

/** The key as a text, with its escapes resolved. */
function keyOf(bytes: Buffer, { keyStart, keyEnd }: JsonMember): string {
  const raw = bytes.toString('utf8', keyStart, keyEnd);
  if (!raw.includes('\\')) return raw.slice(1, -1);
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw;
  }
}

/** Whether a member has this key. Cheaper than `keyOf`: most keys are told by their length. */
export function hasKey(bytes: Buffer, member: JsonMember, key: string): boolean {
  const { keyStart, keyEnd } = member;
  if (keyEnd - keyStart - QUOTES < key.length) return false;
  const text = bytes.toString('latin1', keyStart + 1, keyEnd - 1);
  return text === key || (text.includes('\\') && keyOf(bytes, member) === key);
}

/** The position of the quote that ends the string that begins at `start`; the end of the text where there is none. */
export function endOfString(bytes: Buffer, start: number): number {
  let end = bytes.indexOf(QUOTE, start + 1);
  while (end !== -1 && isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
  return end === -1 ? bytes.length : end;
}

export function skipWhitespace(bytes: Buffer, start: number): number {
  let at = start;
  while (isWhitespace(bytes[at])) at += 1;
  return at;
}

/** The position of the comma or bracket that follows the value that begins at `start`. */
function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OBJECT_START || byte === LIST_START) depth += 1;
    else if (byte === OBJECT_END || byte === LIST_END) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (byte === COMMA && depth === 0) return at;
  }
  return bytes.length;
}

function trimEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isWhitespace(bytes[at - 1])) at -= 1;
  return at;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function isWhitespace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
