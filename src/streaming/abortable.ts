import { from, Observable } from 'rxjs';

/** What a promise brings. Unsubscribing aborts the signal that its work was given. */
export function fromAbortable<Value>(work: (signal: AbortSignal) => Promise<Value>): Observable<Value> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const subscription = from(work(controller.signal)).subscribe(subscriber);
    return () => {
      subscription.unsubscribe();
      controller.abort();
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
