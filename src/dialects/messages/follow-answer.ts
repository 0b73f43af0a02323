import { Observable } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { AnswerWriter } from './events/answer-writer.js';
import { MESSAGES_NAMES } from './messages-names.js';

/**
 * Writes the chunks of an answer into a message. Completes once the message has ended, fails with what the answer failed of, in
 * the client's words. Emits nothing.
 */
export function followAnswer(writer: AnswerWriter, chunks: Observable<ChatChunk>): Observable<never> {
  return new Observable((subscriber) => {
    const end = (write: () => void): void => {
      try {
        write();
      } catch (error) {
        subscriber.error(error);
        return;
      }
      subscriber.complete();
    };
    return chunks.subscribe({
      next: (chunk) => {
        // An error that an observer throws would end the process.
        try {
          writer.add(chunk);
        } catch (error) {
          subscriber.error(error);
        }
      },
      error: (error: unknown) => {
        if (writer.isBegun && isContentFilter(error)) end(writer.refuse);
        else subscriber.error(MESSAGES_NAMES.renameParam(error));
      },
      complete: () => {
        end(writer.complete);
      },
    });
  });
}

function isContentFilter(error: unknown): boolean {
  return error instanceof GatewayError && error.kindName === 'content_filter';
}
