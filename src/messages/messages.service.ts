import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { map, mergeMap, type Observable, of } from 'rxjs';
import { RequestFiles } from '../attachments/request-files.service.js';
import type { Call } from '../contracts/call.js';
import { estimateChatInput } from '../contracts/estimate-input.js';
import type { MessagesRequest } from '../contracts/messages.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import { gatherMessage } from '../dialects/messages/gather-message.js';
import { hasFiles, resolveFiles } from '../dialects/messages/request/resolve-files.js';
import { StreamedMessage } from '../dialects/messages/streamed-message.js';
import { JsonText } from '../http/json-text.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareMessagesRequest } from '../providers/prepare-messages-request.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { fromAbortable } from '../streaming/abortable.js';

export interface MessageTokens {
  readonly input_tokens: number;
}

@Injectable()
export class MessagesService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    @Inject(ReasoningSeal) private readonly seal: ReasoningSeal,
    private readonly files: RequestFiles,
  ) {}

  /** The events of the message where the client asked for a stream, else the one message. */
  create(request: MessagesRequest, call: Call): Observable<string | JsonText> {
    return this.read(request, call).pipe(mergeMap((read) => this.answer(read, call)));
  }

  /** Emits an estimate; nobody upstream is asked. @throws GatewayError as the request itself would. */
  count(request: MessagesRequest, call: Call): Observable<MessageTokens> {
    return this.read(request, call).pipe(
      map((read) => {
        const target = this.registry.require(read.model, 'chat', call);
        const { seal } = this;
        const { prepared } = prepareMessagesRequest(target, read, { call, seal, isCounted: true });
        return { input_tokens: estimateChatInput(prepared.body).tokens };
      }),
    );
  }

  /** With its files as text, at once where it has none. */
  private read(request: MessagesRequest, call: Call): Observable<MessagesRequest> {
    if (!hasFiles(request)) return of(request);
    return fromAbortable((signal) => resolveFiles(request, this.files.open(call, signal)));
  }

  private answer(request: MessagesRequest, call: Call): Observable<string | JsonText> {
    const target = this.registry.require(request.model, 'chat', call);
    const { seal } = this;
    const { team } = call.principal;
    const { prepared, omitsThinking } = prepareMessagesRequest(target, request, { call, seal });
    const chunks = this.attempts.track(target, call, target.capability.stream(prepared, call));
    const head = { id: createMessageId(), model: request.model };
    const options = { omitsThinking, seal: (text: string) => seal.seal(text, { team }) };
    if (request.stream !== true) {
      return gatherMessage(chunks, head, options).pipe(
        map((message) => new JsonText(JSON.stringify(message))),
      );
    }
    const streamed = new StreamedMessage(head, options);
    call.eventDialect = streamed;
    return streamed.events(chunks);
  }
}

function createMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}
