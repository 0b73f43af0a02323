import { Observable, type Subscription } from 'rxjs';
import type { PendingResponse } from '../contracts/response-store.js';
import type { ResponseObject } from '../contracts/responses.js';

/**
 * Begins to keep a response, then does what needs it. A client that leaves before that is over leaves nothing behind:
 * `describe` says as what the response is abandoned then.
 */
export function keepResponse<Value>(
  begin: () => Promise<PendingResponse>,
  describe: () => ResponseObject,
  use: (pending: PendingResponse) => Observable<Value>,
): Observable<Value> {
  return new Observable((subscriber) => {
    let hasLeft = false;
    let inner: Subscription | undefined;
    begin().then(
      (pending) => {
        if (hasLeft) pending.abandon(describe());
        else inner = use(pending).subscribe(subscriber);
      },
      (error: unknown) => {
        subscriber.error(error);
      },
    );
    return () => {
      hasLeft = true;
      inner?.unsubscribe();
    };
  });
}
