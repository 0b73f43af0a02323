import { Observable } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { EventDialect } from '../../contracts/event-dialect.js';
import type { GatewayError } from '../../contracts/gateway-error.js';
import { type AnswerOptions, AnswerWriter } from './events/answer-writer.js';
import type { MessageHead } from './events/block-sink.js';
import { MessageEvents, PING_EVENT } from './events/message-events.js';
import { followAnswer } from './follow-answer.js';
import { writeError } from './write-error.js';

/** A message that the client reads as it grows. */
export class StreamedMessage implements EventDialect {
  private readonly sink: MessageEvents;
  private readonly writer: AnswerWriter;

  constructor(head: MessageHead, options: AnswerOptions) {
    this.sink = new MessageEvents(head);
    this.writer = new AnswerWriter(this.sink, options);
  }

  /** The events, each whole. An error is one for HTTP as long as nothing was said; after that `renderFailure` says it. */
  events(chunks: Observable<ChatChunk>): Observable<string> {
    return new Observable((subscriber) => {
      this.sink.connect((events) => {
        subscriber.next(events);
      });
      return followAnswer(this.writer, chunks).subscribe(subscriber);
    });
  }

  renderFailure(error: GatewayError): string {
    return `event: error\ndata: ${JSON.stringify(writeError(error))}\n\n`;
  }

  /** The first heartbeat begins the message, since headers leave with it. */
  renderHeartbeat(): string {
    if (this.writer.isBegun) return PING_EVENT;
    return this.sink.capture(() => {
      this.writer.begin();
    });
  }
}
