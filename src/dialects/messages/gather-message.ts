import { concat, defer, type Observable, of } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { MessageObject } from '../../contracts/messages.js';
import { type AnswerOptions, AnswerWriter } from './events/answer-writer.js';
import type { MessageHead } from './events/block-sink.js';
import { MessageContent } from './events/message-content.js';
import { followAnswer } from './follow-answer.js';

/** Emits the message that the client gets as a whole: what a stream would have said, without its events. */
export function gatherMessage(
  chunks: Observable<ChatChunk>,
  head: MessageHead,
  options: AnswerOptions,
): Observable<MessageObject> {
  return defer(() => {
    const content = new MessageContent(head);
    const ended = followAnswer(new AnswerWriter(content, options), chunks);
    return concat(
      ended,
      defer(() => of(content.message)),
    );
  });
}
