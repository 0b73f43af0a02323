import { Observable, type OperatorFunction } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';

const DONE_EVENT = 'data: [DONE]\n\n';

/**
 * Chunks -> the server-sent events of a streamed chat completion. The upstream's text goes on as it came; the usage chunk
 * only to a client that asked for it. One operator in the place of filter, map and endWith, which every event would pass.
 */
export function writeChatEvents(includeUsage: boolean): OperatorFunction<ChatChunk, string> {
  return (chunks) =>
    new Observable((subscriber) =>
      chunks.subscribe({
        next: (chunk) => {
          if (includeUsage || !chunk.isUsageOnly) subscriber.next(`data: ${chunk.data}\n\n`);
        },
        error: (error) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.next(DONE_EVENT);
          subscriber.complete();
        },
      }),
    );
}
