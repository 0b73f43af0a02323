import type { Readable } from 'node:stream';
import type { BatchObject } from '../contracts/batches.js';
import type { LineIndex } from '../store/input-lines.service.js';
import { readLines } from './read-lines.js';

/** One answer of a batch, whichever of its files it is from. */
interface BatchResult {
  /** Where the request stands in the input, from 0; null where the gateway did not see the input. */
  readonly index: number | null;
  readonly custom_id: string | null;
  readonly status_code: number | null;
  /** The body of the answer. */
  readonly response: unknown;
  readonly error: unknown;
}

/** So much is written at a time. */
const PIECE_CHARACTERS = 64 * 1024;
const UNREADABLE = { code: 'unreadable_line', message: 'The upstream wrote a line that is no JSON.' };

/** The document, piece by piece; each file is opened when the one before has ended. */
export async function* writeResults(
  { id, status }: Pick<BatchObject, 'id' | 'status'>,
  files: readonly (() => Promise<Readable>)[],
  indexOf: LineIndex,
): AsyncGenerator<string> {
  let piece = `{"object":"list","batch_id":${JSON.stringify(id)},"status":"${status}","data":[`;
  let separator = '';
  for (const open of files) {
    for await (const line of readLines(await open())) {
      piece += separator + JSON.stringify(toResult(line, indexOf));
      separator = ',';
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]}`;
}

function toResult(line: string, indexOf: LineIndex): BatchResult {
  const record = parse(line);
  if (record === undefined) {
    return { index: null, custom_id: null, status_code: null, response: null, error: UNREADABLE };
  }
  const { custom_id: customId, response, error } = record;
  const { status_code: status, body } = response ?? {};
  return {
    index: typeof customId === 'string' ? (indexOf(customId) ?? null) : null,
    custom_id: typeof customId === 'string' ? customId : null,
    status_code: typeof status === 'number' ? status : null,
    response: body ?? null,
    error: error ?? null,
  };
}

interface ResultLine {
  readonly custom_id?: unknown;
  readonly response?: { readonly status_code?: unknown; readonly body?: unknown } | null;
  readonly error?: unknown;
}

function parse(line: string): ResultLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
