import { from, type Observable } from 'rxjs';
import type { ChatChunk } from '../../src/contracts/chat-chunk.js';
import { asGatewayError, GatewayError } from '../../src/contracts/gateway-error.js';
import { StreamedMessage } from '../../src/dialects/messages/streamed-message.js';
import { readChatChunks } from '../../src/providers/upstream/read-chat-chunks.js';
import { repairChunks } from '../../src/providers/upstream/repairs/repair-chunks.js';
import { parseEvents } from '../../src/streaming/parse-events.js';

const HEAD = { id: `msg_${'0'.repeat(32)}`, model: 'qwen-plus' };
const refuse = (): GatewayError => new GatewayError('upstream_error', 'The upstream failed.');

export interface StreamedText {
  readonly text: string;
  /** It failed before anything was said, so that HTTP has a status for it. */
  readonly isRefused: boolean;
}

/** What a client gets of a stream with these chunks, also where it fails. */
export async function streamMessage(
  chunks: readonly ChatChunk[] | Observable<ChatChunk>,
  omitsThinking = false,
): Promise<StreamedText> {
  const streamed = new StreamedMessage(HEAD, { omitsThinking, seal: (text) => `sealed:${text.length}` });
  let text = '';
  let isRefused = false;
  await new Promise<void>((resolve) => {
    streamed.events(from(chunks)).subscribe({
      next: (events) => {
        text += events;
      },
      error: (error: unknown) => {
        isRefused = text === '';
        text += streamed.renderFailure(asGatewayError(error));
        resolve();
      },
      complete: resolve,
    });
  });
  return { text, isRefused };
}

/** The same of an upstream that sends these bytes. */
export function forwardToMessage(pieces: readonly Buffer[], omitsThinking = false): Promise<StreamedText> {
  const chunks = from(pieces).pipe(parseEvents(), readChatChunks('bailian', refuse), repairChunks());
  return streamMessage(chunks, omitsThinking);
}
