const OPENING = /^\s*\{\s*"input"\s*:\s*"/;
/** More white space than this before the text is taken for something else. */
const LONGEST_OPENING = 256;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * The text of `{"input":"…"}`, piece by piece as its JSON arrives: a freeform tool's client wants to see it grow. What turns
 * out not to begin that way is kept until the end.
 */
export class InputUnwrapper {
  private json = '';
  /** Where reading goes on within `json`; undefined before the opening. */
  private at: number | undefined;
  private hasEnded = false;
  private given = '';

  /** What of the text is new with this piece. */
  add(piece: string): string {
    if (this.hasEnded) return '';
    this.json += piece;
    if (this.at === undefined) {
      if (this.json.length > LONGEST_OPENING && !OPENING.test(this.json.slice(0, LONGEST_OPENING))) return '';
      const opening = OPENING.exec(this.json)?.[0];
      if (opening === undefined) return '';
      this.at = opening.length;
    }
    const text = this.decode(this.at);
    this.given += text;
    return text;
  }

  /** What is still missing of the text, where no more JSON comes. */
  end(): string {
    if (this.at !== undefined) return '';
    const text = readWhole(this.json);
    this.given = text;
    return text;
  }

  get text(): string {
    return this.given;
  }

  private decode(start: number): string {
    let text = '';
    let at = start;
    for (;;) {
      const next = findSpecial(this.json, at);
      text += this.json.slice(at, next);
      at = next;
      if (this.json[at] === '"') this.hasEnded = true;
      if (this.json[at] !== '\\') break;
      const escape = readEscape(this.json, at);
      if (escape === undefined) break;
      text += escape.text;
      at += escape.length;
    }
    // What has been read is not needed any more; the opening has been found.
    this.json = this.json.slice(at);
    this.at = 0;
    return text;
  }
}

function findSpecial(json: string, start: number): number {
  for (let at = start; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === 0x22 || code === 0x5c) return at;
  }
  return json.length;
}

/** undefined while it is not all there. Both halves of a surrogate pair are one escape, so that no half goes out alone. */
function readEscape(json: string, at: number): { text: string; length: number } | undefined {
  const letter = json[at + 1];
  if (letter === undefined) return undefined;
  if (letter !== 'u') return { text: ESCAPES[letter] ?? letter, length: 2 };
  if (json.length < at + 6) return undefined;
  const code = Number.parseInt(json.slice(at + 2, at + 6), 16);
  if (Number.isNaN(code)) return { text: '\ufffd', length: 6 };
  const isHigh = code >= 0xd800 && code <= 0xdbff;
  if (!isHigh) return { text: String.fromCharCode(code), length: 6 };
  const rest = json.slice(at + 6, at + 12);
  if (rest.length < 6 && '\\u'.startsWith(rest.slice(0, 2))) return undefined;
  const low = /^\\u([dD][c-fC-F][0-9a-fA-F]{2})$/.exec(rest)?.[1];
  if (low === undefined) return { text: '\ufffd', length: 6 };
  return { text: String.fromCharCode(code, Number.parseInt(low, 16)), length: 12 };
}

/** Arguments that are not `{"input": text}` first of all: the text is looked for, else they are the text themselves. */
function readWhole(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'string') return value;
    const input = (value as { input?: unknown } | null)?.input;
    return typeof input === 'string' ? input : json;
  } catch {
    return json;
  }
}
