import { Observable, type OperatorFunction } from 'rxjs';
import type { ChatChunk } from '../../../contracts/chat-chunk.js';
import { StreamRepair } from './stream-repair.js';
import type { ToolNames } from './tool-call-merger.js';

/**
 * Makes the chunks of an upstream's stream keep OpenAI's contract, and gives functions back the names that the client knows
 * them by. Synchronous; chunks that need no repair pass as the same objects. On completion it adds what the upstream forgot.
 */
export function repairChunks(names?: ToolNames): OperatorFunction<ChatChunk, ChatChunk> {
  return (chunks) =>
    new Observable((subscriber) => {
      const repair = new StreamRepair(names);
      const emit = (missing: readonly ChatChunk[]): void => {
        for (const chunk of missing) subscriber.next(chunk);
      };
      return chunks.subscribe({
        next: (chunk) => {
          const repaired = repair.repair(chunk);
          if (repaired !== undefined) subscriber.next(repaired);
        },
        error: (error) => {
          // What was counted counts, also where the stream did not come to its end.
          emit(repair.takeUsage());
          subscriber.error(error);
        },
        complete: () => {
          emit(repair.finish());
          subscriber.complete();
        },
      });
    });
}
