import { Injectable } from '@nestjs/common';
import { defer, type Observable, Subject, tap } from 'rxjs';
import type { Attempt, AttemptSettled } from '../contracts/attempt.js';
import type { Call } from '../contracts/call.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { CapabilityName } from '../contracts/provider.js';
import type { Target } from './provider-registry.js';

type AttemptEnd = Pick<AttemptSettled, 'outcome' | 'errorCode'>;

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
    return defer(() => {
      const attempt: Attempt = {
        provider: target.provider.name,
        model: target.model,
        isListed: target.isListed,
        startedAt: Date.now(),
      };
      call.attempt = attempt;
      let end: AttemptEnd = { outcome: 'abandoned' };
      return source.pipe(
        tap({
          next: ({ usage }) => {
            attempt.firstValueAt ??= Date.now();
            if (usage !== undefined) attempt.usage = usage;
          },
          error: (error: unknown) => {
            end = describeFailure(error);
            if (error instanceof GatewayError) attempt.upstreamRequestId ??= error.details.upstreamRequestId;
          },
          complete: () => {
            end = { outcome: 'completed' };
          },
          finalize: () => {
            this.settle(call, attempt, end);
          },
        }),
      );
    });
  }

  private settle(call: Call, attempt: Attempt, end: AttemptEnd): void {
    this.settledEvents.next({
      ...attempt,
      ...end,
      requestId: call.requestId,
      principal: call.principal,
      durationMs: Date.now() - attempt.startedAt,
    });
  }
}

function describeFailure(error: unknown): AttemptEnd {
  const errorCode = error instanceof GatewayError ? (error.kind.code ?? error.kindName) : 'internal_error';
  return { outcome: 'failed', errorCode };
}
