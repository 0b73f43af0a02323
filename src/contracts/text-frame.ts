/** Where a piece of generated text begins. Inside a string a quote is escaped, so that generated text cannot match. */
const PIECE_START = /"(?:content|reasoning_content|reasoning|arguments)":\s*"(?!")/;
const QUOTE = '"';
const BACKSLASH = 0x5c;

/**
 * An event's JSON text without the inside of one string: the piece of generated text. In a long answer nearly all events
 * have the same frame as the one before, and what was found out about one of them by parsing holds for all.
 */
export class TextFrame {
  private constructor(
    readonly head: string,
    readonly tail: string,
  ) {}

  /** The frame of a JSON object; undefined where it holds no text. */
  static find(data: string): TextFrame | undefined {
    const match = PIECE_START.exec(data);
    if (match === null) return undefined;
    const start = match.index + match[0].length;
    const end = findEnd(data, start);
    return end === -1 ? undefined : new TextFrame(copy(data.slice(0, start)), copy(data.slice(end)));
  }

  /** Whether the text is this frame around another piece, which must not be empty. */
  fits(data: string): boolean {
    const start = this.head.length;
    const end = data.length - this.tail.length;
    if (end <= start || !data.endsWith(this.tail) || !data.startsWith(this.head)) return false;
    return findEnd(data, start) === end;
  }

  /** The piece inside a text that fits, as JSON writes it. */
  pieceOf(data: string): string {
    return data.slice(this.head.length, data.length - this.tail.length);
  }

  around(piece: string): string {
    return this.head + piece + this.tail;
  }
}

/** A slice would keep the whole text alive that it was cut from. */
function copy(slice: string): string {
  return Buffer.from(slice, 'utf8').toString('utf8');
}

/** The position of the quote that ends the string, or -1. */
function findEnd(data: string, start: number): number {
  let end = data.indexOf(QUOTE, start);
  while (end !== -1 && isEscaped(data, start, end)) end = data.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(data: string, start: number, at: number): boolean {
  let before = at - 1;
  while (before >= start && data.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}
