import { createReadStream } from 'node:fs';

export interface InputLine {
  /** From 1. */
  readonly number: number;
  /** '' for a line that is too long. */
  readonly text: string;
  readonly isTooLong: boolean;
}

const MAX_LINE_BYTES = 6 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** The lines of a file that are not blank. No more than one line and one chunk are held. */
export async function* readLines(path: string): AsyncGenerator<InputLine, void> {
  const line = createLine();
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      line.add(chunk.subarray(start, end));
      const read = line.finish();
      if (read.isTooLong || read.text.trim() !== '') yield read;
      start = end + 1;
    }
    line.add(chunk.subarray(start));
  }
  const last = line.finish();
  if (last.isTooLong || last.text.trim() !== '') yield last;
}

function createLine(): { add: (piece: Buffer) => void; finish: () => InputLine } {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  return {
    add: (piece) => {
      bytes += piece.length;
      if (bytes <= MAX_LINE_BYTES) pieces.push(piece);
      else pieces = [];
    },
    finish: () => {
      number += 1;
      const read = {
        number,
        text: Buffer.concat(pieces).toString('utf8'),
        isTooLong: bytes > MAX_LINE_BYTES,
      };
      pieces = [];
      bytes = 0;
      return read;
    },
  };
}
