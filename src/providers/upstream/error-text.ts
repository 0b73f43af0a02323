import { map, type Observable, reduce, takeWhile, tap } from 'rxjs';
import { type IncomingBody, pull } from '../../streaming/pull.js';

const MAX_BYTES = 64 * 1024;

/** The text of an answer that is an error, as much of it as is worth reading. */
export function readErrorText(body: IncomingBody): Observable<string> {
  let size = 0;
  return pull(body, undefined).pipe(
    tap(({ length }) => {
      size += length;
    }),
    takeWhile(() => size < MAX_BYTES, true),
    reduce((pieces: Buffer, piece) => Buffer.concat([pieces, piece]), Buffer.alloc(0)),
    map((bytes) => bytes.toString('utf8')),
  );
}
