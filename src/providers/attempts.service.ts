import { finished, type Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { map, Observable, Subject, type Subscriber, Subscription, tap, type TeardownLogic } from 'rxjs';
import { Admission, type Permit } from '../contracts/admission.js';
import type { Attempt, AttemptSettled } from '../contracts/attempt.js';
import type { Call } from '../contracts/call.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { CapabilityName } from '../contracts/provider.js';
import { receiveInTrace } from '../tracing/current-trace.js';
import type { Target } from './provider-registry.js';

type AttemptEnd = Pick<AttemptSettled, 'outcome' | 'errorCode'>;

interface Ending {
  readonly attempt: Attempt;
  readonly end: AttemptEnd;
  readonly permit: Permit | undefined;
}

/** Follows every attempt at an upstream from its start to the one event that ends it. */
@Injectable()
export class Attempts {
  private readonly settledEvents = new Subject<AttemptSettled>();
  /** Emits once for every attempt, after its last value. */
  readonly settled: Observable<AttemptSettled> = this.settledEvents.asObservable();

  constructor(@Inject(Admission) private readonly admission: Admission) {}

  /** The same values, and the call's `attempt` kept up to date on the way. @throws GatewayError rate_limited, by the Observable. */
  track<Value extends { readonly usage?: CompletionUsage }>(
    target: Target<CapabilityName>,
    call: Call,
    source: Observable<Value>,
  ): Observable<Value> {
    return this.admitted(target, call, (subscriber, permit) => {
      const receiver = call.trace === undefined ? subscriber : receiveInTrace(call.trace, subscriber);
      const attempt = begin(target, call);
      let end: AttemptEnd = { outcome: 'abandoned' };
      const subscription = source.subscribe({
        next: (value) => {
          attempt.firstValueAt ??= Date.now();
          attempt.values += 1;
          const { usage } = value;
          if (usage !== undefined) attempt.usage = usage;
          receiver.next(value);
        },
        error: (error: unknown) => {
          end = describeFailure(error, attempt);
          receiver.error(error);
        },
        complete: () => {
          end = { outcome: 'completed' };
          receiver.complete();
        },
      });
      return () => {
        subscription.unsubscribe();
        this.settle(call, { attempt, end, permit });
      };
    });
  }

  /** The same for answers that count no tokens. */
  trackUncounted<Value>(
    target: Target<CapabilityName>,
    call: Call,
    source: Observable<Value>,
  ): Observable<Value> {
    const uncounted = source.pipe(map((value) => ({ value, usage: undefined })));
    return this.track(target, call, uncounted).pipe(map(({ value }) => value));
  }

  /** The same for one answer whose body comes after it: the attempt ends with the body. */
  trackBody<Value extends { readonly body: Readable }>(
    target: Target<CapabilityName>,
    call: Call,
    source: Observable<Value>,
  ): Observable<Value> {
    return this.admitted(target, call, (subscriber, permit) => {
      const attempt = begin(target, call);
      let end: AttemptEnd = { outcome: 'abandoned' };
      const followed = source.pipe(
        tap({
          next: ({ body }) => {
            attempt.firstValueAt = Date.now();
            finished(body, { writable: false }, (error) => {
              this.settle(call, { attempt, end: describeBodyEnd(error, attempt), permit });
            });
          },
          error: (error: unknown) => {
            end = describeFailure(error, attempt);
          },
          finalize: () => {
            if (attempt.firstValueAt === undefined) this.settle(call, { attempt, end, permit });
          },
        }),
      );
      return followed.subscribe(subscriber);
    });
  }

  /** Begins at once where the permit is there at once; who leaves before it came, never. */
  private admitted<Value>(
    target: Target<CapabilityName>,
    call: Call,
    start: (subscriber: Subscriber<Value>, permit: Permit | undefined) => TeardownLogic,
  ): Observable<Value> {
    return new Observable((subscriber) => {
      const admitted = this.admission.admit(target, call);
      if (!(admitted instanceof Promise)) return start(subscriber, admitted);
      const running = new Subscription();
      admitted
        .then((permit) => {
          if (running.closed) permit?.end();
          else running.add(start(subscriber, permit));
        })
        .catch((error: unknown) => {
          subscriber.error(error);
        });
      return running;
    });
  }

  private settle(call: Call, { attempt, end, permit }: Ending): void {
    const { startedAt } = attempt;
    // Every field by name: V8 is slow at three spreads in one literal.
    const settled: AttemptSettled = {
      provider: attempt.provider,
      model: attempt.model,
      isListed: attempt.isListed,
      isStream: attempt.isStream,
      startedAt,
      firstValueAt: attempt.firstValueAt,
      values: attempt.values,
      upstreamRequestId: attempt.upstreamRequestId,
      usage: attempt.usage,
      outcome: end.outcome,
      errorCode: end.errorCode,
      requestId: call.requestId,
      principal: call.principal,
      durationMs: Date.now() - startedAt,
    };
    call.trace?.attemptSettled(attempt, settled);
    permit?.end(settled);
    this.settledEvents.next(settled);
  }
}

function begin({ provider, model, isListed }: Target<CapabilityName>, call: Call): Attempt {
  const attempt: Attempt = {
    provider: provider.name,
    model,
    isListed,
    isStream: call.demand !== undefined,
    startedAt: Date.now(),
    values: 0,
  };
  call.attempt = attempt;
  call.trace?.attemptStarted(attempt);
  return attempt;
}

function describeFailure(error: unknown, attempt: Attempt): AttemptEnd {
  if (!(error instanceof GatewayError)) return { outcome: 'failed', errorCode: 'internal_error' };
  attempt.upstreamRequestId ??= error.details.upstreamRequestId;
  return { outcome: 'failed', errorCode: error.kind.code ?? error.kindName };
}

/** A body that was destroyed before its end, without an error, was given up by its reader. */
function describeBodyEnd(error: NodeJS.ErrnoException | null | undefined, attempt: Attempt): AttemptEnd {
  if (error === null || error === undefined) return { outcome: 'completed' };
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? { outcome: 'abandoned' }
    : describeFailure(new GatewayError('upstream_error', 'The body broke off.', { cause: error }), attempt);
}
