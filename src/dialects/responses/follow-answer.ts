import { Observable, type Subscriber, type Subscription, tap } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import { asGatewayError, GatewayError } from '../../contracts/gateway-error.js';
import type { PendingResponse } from '../../contracts/response-store.js';
import type { ResponseWriter } from './events/response-writer.js';

/**
 * Writes the chunks of an answer into a response. Completes once the response has ended, not in failure, and is settled; fails
 * with what the answer failed of, and where something was said of it already after that is settled too. Emits nothing.
 */
export function followAnswer(
  writer: ResponseWriter,
  chunks: Observable<ChatChunk>,
  pending: PendingResponse,
): Observable<never> {
  return new Observable((subscriber) => {
    const follower = new AnswerFollower(writer, pending, subscriber);
    const subscription = follower.follow(chunks);
    return () => {
      subscription.unsubscribe();
      follower.leave();
    };
  });
}

class AnswerFollower {
  private isSettled = false;

  constructor(
    private readonly writer: ResponseWriter,
    private readonly pending: PendingResponse,
    private readonly subscriber: Subscriber<never>,
  ) {}

  follow(chunks: Observable<ChatChunk>): Subscription {
    const { writer } = this;
    // In an operator, since an error that an observer throws would end the process.
    const written = tap<ChatChunk>({
      next: (chunk) => {
        writer.add(chunk);
      },
      complete: () => {
        writer.complete();
      },
    });
    return chunks.pipe(written).subscribe({
      error: (error: unknown) => {
        this.fail(error);
      },
      complete: () => {
        this.settle(() => {
          this.subscriber.complete();
        });
      },
    });
  }

  leave(): void {
    if (this.isSettled) return;
    this.writer.cancel();
    this.pending.abandon(this.writer.response);
  }

  private fail(error: unknown): void {
    const { writer, subscriber } = this;
    if (writer.isBegun && isContentFilter(error)) {
      writer.cut('content_filter');
      this.settle(() => {
        subscriber.complete();
      });
      return;
    }
    writer.fail(asGatewayError(error));
    if (!writer.isBegun) {
      subscriber.error(error);
      return;
    }
    this.settle(() => {
      subscriber.error(error);
    });
  }

  private settle(end: () => void): void {
    this.isSettled = true;
    this.pending.settle(this.writer.response).then(end, (error: unknown) => {
      this.subscriber.error(error);
    });
  }
}

/** What was said before the upstream's inspection stopped it stands. */
function isContentFilter(error: unknown): boolean {
  return error instanceof GatewayError && error.kindName === 'content_filter';
}
