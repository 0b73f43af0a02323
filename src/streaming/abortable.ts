import { Observable } from 'rxjs';

/** What a promise brings. Unsubscribing before that aborts the signal that its work was given. */
export function fromAbortable<Value>(work: (signal: AbortSignal) => Promise<Value>): Observable<Value> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isOver = false;
    work(controller.signal).then(
      (value) => {
        isOver = true;
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => {
        isOver = true;
        subscriber.error(error);
      },
    );
    return () => {
      // Aborting costs as much as a small query, also where nobody listens.
      if (!isOver) controller.abort();
    };
  });
}

/** Never emits; fails when the signal is aborted. */
export function failOnAbort(signal: AbortSignal): Observable<never> {
  return new Observable((subscriber) => {
    const fail = (): void => {
      subscriber.error(signal.reason);
    };
    signal.addEventListener('abort', fail);
    if (signal.aborted) fail();
    return () => {
      signal.removeEventListener('abort', fail);
    };
  });
}
