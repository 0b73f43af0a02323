import { Injectable } from '@nestjs/common';
import { Observable, Subject } from 'rxjs';
import type { Attempt, AttemptOutcome, AttemptSettled } from '../contracts/attempt.js';
import type { Call } from '../contracts/call.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { CapabilityName } from '../contracts/provider.js';
import type { Target } from './provider-registry.js';

/** Follows every attempt at an upstream from its start to the one event that ends it. */
@Injectable()
export class Attempts {
  private readonly settledEvents = new Subject<AttemptSettled>();
  /** Emits once for every attempt, after its last value. */
  readonly settled: Observable<AttemptSettled> = this.settledEvents.asObservable();

  /** The same values, and the call's `attempt` kept up to date on the way. */
  track<Value extends { readonly usage?: CompletionUsage }>(
    target: Target<CapabilityName>,
    call: Call,
    source: Observable<Value>,
  ): Observable<Value> {
    return new Observable((subscriber) => {
      const attempt: Attempt = {
        provider: target.provider.name,
        model: target.model,
        isListed: target.isListed,
        startedAt: Date.now(),
      };
      call.attempt = attempt;
      let outcome: AttemptOutcome = 'abandoned';
      let errorCode: string | undefined;
      subscriber.add(() => {
        this.settle(call, attempt, { outcome, errorCode });
      });
      subscriber.add(
        source.subscribe({
          next: (value) => {
            attempt.firstValueAt ??= Date.now();
            const { usage } = value;
            if (usage !== undefined) attempt.usage = usage;
            subscriber.next(value);
          },
          error: (error: unknown) => {
            outcome = 'failed';
            if (error instanceof GatewayError) {
              errorCode = error.kind.code ?? error.kindName;
              attempt.upstreamRequestId ??= error.details.upstreamRequestId;
            }
            subscriber.error(error);
          },
          complete: () => {
            outcome = 'completed';
            subscriber.complete();
          },
        }),
      );
    });
  }

  private settle(call: Call, attempt: Attempt, end: Pick<AttemptSettled, 'outcome' | 'errorCode'>): void {
    this.settledEvents.next({
      ...attempt,
      ...end,
      requestId: call.requestId,
      principal: call.principal,
      durationMs: Date.now() - attempt.startedAt,
    });
  }
}
