import { endWith, filter, map, type OperatorFunction, pipe } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';

/**
 * Chunks -> the server-sent events of a streamed chat completion. The upstream's text goes on as it came; the usage chunk
 * only to a client that asked for it.
 */
export function writeChatEvents(includeUsage: boolean): OperatorFunction<ChatChunk, string> {
  return pipe(
    filter((chunk) => includeUsage || !chunk.isUsageOnly),
    map((chunk) => `data: ${chunk.data}\n\n`),
    endWith('data: [DONE]\n\n'),
  );
}
