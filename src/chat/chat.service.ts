import { Injectable } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { ChatCompletionRequest } from '../contracts/chat-completion.js';
import { writeChatEvents } from '../dialects/chat/write-chat-events.js';
import { JsonText } from '../http/json-text.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareRequest } from '../providers/prepare-request.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

@Injectable()
export class ChatService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
  ) {}

  /** The events of the answer where the client asked for a stream, else the one answer. */
  complete(request: ChatCompletionRequest, call: Call): Observable<string | JsonText> {
    const target = this.registry.require(request.model, 'chat', call);
    const { capability: chat } = target;
    const prepared = prepareRequest(target, request, call);

    if (request.stream === true) {
      const chunks = this.attempts.track(target, call, chat.stream(prepared, call));
      return chunks.pipe(writeChatEvents(request.stream_options?.include_usage === true));
    }
    return this.attempts
      .track(target, call, chat.complete(prepared, call))
      .pipe(map((answer) => new JsonText(answer.text)));
  }
}
