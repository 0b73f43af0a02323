import { concat, defer, type Observable, of } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { PendingResponse } from '../../contracts/response-store.js';
import type { ResponseObject } from '../../contracts/responses.js';
import { SILENT_SINK } from './events/event-sink.js';
import { type ResponseContext, ResponseWriter } from './events/response-writer.js';
import { followAnswer } from './follow-answer.js';

/** A response that the client gets as a whole: what a stream would have said, without its events. */
export class PlainResponse {
  private readonly writer: ResponseWriter;

  constructor(context: ResponseContext) {
    this.writer = new ResponseWriter(context, SILENT_SINK);
  }

  get response(): ResponseObject {
    return this.writer.response;
  }

  /** Emits the response as JSON text, after it was settled. */
  text(chunks: Observable<ChatChunk>, pending: PendingResponse): Observable<string> {
    return concat(
      followAnswer(this.writer, chunks, pending),
      defer(() => of(this.writer.renderText())),
    );
  }
}
