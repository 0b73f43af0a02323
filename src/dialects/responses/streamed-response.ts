import { Observable } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { EventDialect } from '../../contracts/event-dialect.js';
import type { GatewayError } from '../../contracts/gateway-error.js';
import type { PendingResponse } from '../../contracts/response-store.js';
import { EventLines } from './events/event-lines.js';
import { type ResponseContext, ResponseWriter } from './events/response-writer.js';
import { followAnswer } from './follow-answer.js';

/** Codex gives up after 300 seconds without an event; comments do not count. */
const LONGEST_SILENCE_MS = 120_000;

/** A response that the client reads as it grows. */
export class StreamedResponse implements EventDialect {
  private readonly lines = new EventLines();
  private readonly writer: ResponseWriter;
  private countAtHeartbeat = 0;
  private silentSince = Date.now();

  constructor(context: ResponseContext) {
    this.writer = new ResponseWriter(context, this.lines);
  }

  get response() {
    return this.writer.response;
  }

  /**
   * The events, each whole. Those of the end come after the response was settled. An error is one for HTTP as long as
   * nothing was said; after that `renderFailure` says it.
   */
  events(chunks: Observable<ChatChunk>, pending: PendingResponse): Observable<string> {
    return new Observable((subscriber) => {
      this.lines.connect((event) => {
        subscriber.next(event);
      });
      return followAnswer(this.writer, chunks, pending).subscribe({
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          this.writer.writeEnding();
          subscriber.complete();
        },
      });
    });
  }

  renderFailure(error: GatewayError): string {
    return this.lines.capture(() => {
      this.writer.fail(error);
      this.writer.writeEnding();
    });
  }

  /** The first heartbeat begins the response, since headers leave with it. */
  renderHeartbeat(): string | undefined {
    if (!this.writer.isBegun) {
      return this.lines.capture(() => {
        this.writer.begin();
      });
    }
    if (this.lines.count !== this.countAtHeartbeat) {
      this.countAtHeartbeat = this.lines.count;
      this.silentSince = Date.now();
      return undefined;
    }
    if (Date.now() - this.silentSince < LONGEST_SILENCE_MS) return undefined;
    return this.lines.capture(() => {
      this.writer.writeSnapshot();
    });
  }
}
