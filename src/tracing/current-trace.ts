import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observer } from 'rxjs';
import type { RequestTrace } from '../contracts/request-trace.js';

/** Made when tracing is switched on: until then nothing below costs more than a look at a variable. */
let traces: AsyncLocalStorage<RequestTrace | undefined> | undefined;

export function followTraces(): void {
  traces ??= new AsyncLocalStorage();
}

/** The trace of the request that runs now. */
export function currentTrace(): RequestTrace | undefined {
  return traces?.getStore();
}

/** Runs the work, and whatever it waits for, as part of the trace. */
export function runTraced<Result>(trace: RequestTrace | undefined, work: () => Result): Result {
  return traces === undefined || trace === undefined ? work() : traces.run(trace, work);
}

/** Runs what makes connections, which outlive the request that happens to need the first of them. */
export function runUntraced<Result>(work: () => Result): Result {
  return traces === undefined ? work() : traces.run(undefined, work);
}

/** The same receiver for what a connection brings, which belongs to no trace by itself. */
export function receiveInTrace<Value>(trace: RequestTrace, receiver: Observer<Value>): Observer<Value> {
  return {
    next: (value) => {
      runTraced(trace, () => {
        receiver.next(value);
      });
    },
    error: (error) => {
      runTraced(trace, () => {
        receiver.error(error);
      });
    },
    complete: () => {
      runTraced(trace, () => {
        receiver.complete();
      });
    },
  };
}
