import type { Readable } from 'node:stream';

const LINE_FEED = 0x0a;
/** An answer is shorter; more than this is not held. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** The lines that are not blank. Holds no more than one. @throws Error for one that is far too long. */
export async function* readLines(bytes: Readable): AsyncGenerator<string> {
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...carried, piece.subarray(start, end)]).toString('utf8');
      if (line.trim() !== '') yield line;
      carried = [];
      carriedBytes = 0;
      start = end + 1;
    }
    carried.push(piece.subarray(start));
    carriedBytes += piece.length - start;
    if (carriedBytes > MAX_LINE_BYTES) throw new Error('a line of the upstream is too long');
  }
  const last = Buffer.concat(carried).toString('utf8');
  if (last.trim() !== '') yield last;
}
