import { catchError, defer, finalize, map, type Observable, of, take, timeout } from 'rxjs';
import type { UpstreamClient } from '../upstream/upstream-client.js';

/** `unknown`: it could not be asked, or said neither yes nor no. */
export type Verdict = 'accepted' | 'refused' | 'unknown';

/** A host that takes longer is not waited for. */
const ANSWER_MS = 5_000;

/** Asks GET /models through a client of its own, which is closed afterwards. Emits once, and never fails. */
export function tryKey(open: () => UpstreamClient, answerMs = ANSWER_MS): Observable<Verdict> {
  return defer(() => {
    const client = open();
    return client.get('/models').pipe(
      take(1),
      timeout(answerMs),
      map(({ status }): Verdict => {
        if (status === 200) return 'accepted';
        return status === 401 || status === 403 ? 'refused' : 'unknown';
      }),
      catchError(() => of('unknown' as const)),
      finalize(() => {
        client.close().catch(() => undefined);
      }),
    );
  });
}
