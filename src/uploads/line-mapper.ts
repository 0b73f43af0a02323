const LINE_FEED = 0x0a;

/** What is done to each line. */
export interface LineTaker {
  readonly maxLineBytes: number;
  /** The line as it is to be written, without its line feed; the same buffer where nothing changes. */
  take(line: Buffer): Buffer;
  takeTooLong(): void;
}

/** Hands lines of bytes that arrive in pieces to a taker, and puts together what comes back. Holds no more than one line. */
export class LineMapper {
  private carried: Buffer[] = [];
  private carriedBytes = 0;

  constructor(private readonly taker: LineTaker) {}

  /** The mapped lines that end in these bytes. The result refers to them, so they must live as long as it. */
  add(bytes: Buffer): readonly Buffer[] {
    const mapped: Buffer[] = [];
    let start = 0;
    let unchangedFrom = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, end);
      const taken = this.carriedBytes === 0 ? this.takeWhole(line) : this.takeCarried(line);
      if (taken !== line) {
        mapped.push(bytes.subarray(unchangedFrom, start), taken);
        unchangedFrom = end;
      }
      start = end + 1;
    }
    mapped.push(bytes.subarray(unchangedFrom, start));
    this.carry(bytes.subarray(start));
    return mapped;
  }

  /** The last line, where no line feed ended it. */
  finish(): readonly Buffer[] {
    return this.carriedBytes === 0 ? [] : [this.takeCarried(Buffer.alloc(0))];
  }

  private takeWhole(line: Buffer): Buffer {
    if (line.length <= this.taker.maxLineBytes) return this.taker.take(line);
    this.taker.takeTooLong();
    return line;
  }

  private takeCarried(end: Buffer): Buffer {
    this.carry(end);
    const line = Buffer.concat(this.carried);
    const isTooLong = this.carriedBytes > this.taker.maxLineBytes;
    this.carried = [];
    this.carriedBytes = 0;
    if (!isTooLong) return this.taker.take(line);
    this.taker.takeTooLong();
    return line;
  }

  private carry(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.carriedBytes += bytes.length;
    if (this.carriedBytes <= this.taker.maxLineBytes) this.carried.push(Buffer.from(bytes));
    else this.carried = [];
  }
}
