import { Readable } from 'node:stream';
import { GatewayError } from '../contracts/gateway-error.js';
import { toFormError } from './upload-form.js';

const MEGABYTE = 1024 * 1024;
/** The most that Model Studio takes for any purpose (documented). */
export const MAX_FILE_BYTES = 500 * MEGABYTE;

/**
 * The same content, once its first bytes are there.
 * @throws GatewayError 400 for an empty file; 413, in the stream, for one that is too long.
 */
export async function openBounded(content: Readable): Promise<Readable> {
  const pieces = (content as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await pieces.next().catch(fail);
  if (first.done === true) throw new GatewayError('invalid_request', 'The file is empty.', { param: 'file' });
  return Readable.from(readOn(first.value, pieces), { objectMode: false });
}

export function tooLarge(): GatewayError {
  const message = `The file is larger than ${MAX_FILE_BYTES / MEGABYTE} MB.`;
  return new GatewayError('request_too_large', message, { param: 'file' });
}

async function* readOn(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    let size = 0;
    for (let piece = first; ;) {
      size += piece.length;
      if (size > MAX_FILE_BYTES) throw tooLarge();
      yield piece;
      const next = await rest.next().catch(fail);
      if (next.done === true) return;
      piece = next.value;
    }
  } finally {
    await rest.return?.();
  }
}

function fail(cause: unknown): never {
  throw toFormError(cause);
}
