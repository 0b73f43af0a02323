import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RawAnswer } from './raw-answer.js';

const BLOCK_BYTES = 64 * 1024;
/** Bytes of every kind, always the same. */
const BLOCK = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
  Buffer.alloc(BLOCK_BYTES),
);

export interface RawBody {
  readonly bytes: number;
  readonly pieces: () => Iterable<Buffer>;
}

/** The body that is asked for, piece by piece: one of any size costs no memory, unless it is compressed. */
export function createRawBody({ body, events, isGzip, pieceBytes, cutAfter }: RawAnswer): RawBody {
  if (events !== undefined) return collect(listEvents(events), cutAfter);
  const whole = isGzip ? gzipSync(typeof body === 'number' ? Buffer.concat([...fill(body)]) : body) : body;
  const bytes = typeof whole === 'number' ? whole : whole.length;
  const end = Math.min(bytes, cutAfter ?? bytes);
  return {
    bytes,
    pieces: () => (typeof whole === 'number' ? fill(end) : slice(whole.subarray(0, end), pieceBytes)),
  };
}

function collect(events: readonly Buffer[], cutAfter: number | undefined): RawBody {
  const bytes = events.reduce((sum, { length }) => sum + length, 0);
  let left = cutAfter ?? bytes;
  const sent = events.flatMap((event) => {
    const piece = event.subarray(0, Math.max(0, left));
    left -= event.length;
    return piece.length === 0 ? [] : [piece];
  });
  return { bytes, pieces: () => sent };
}

function listEvents(count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`data: {"n":${index}}\n\n`));
}

function* slice(bytes: Buffer, size: number): Generator<Buffer, void> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

function* fill(bytes: number): Generator<Buffer, void> {
  for (let left = bytes; left > 0; left -= BLOCK_BYTES) yield BLOCK.subarray(0, Math.min(left, BLOCK_BYTES));
}
