import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { defer, from, map, mergeMap, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { estimateChatInput } from '../contracts/estimate-input.js';
import type { MessagesRequest } from '../contracts/messages.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import { TextExtractor } from '../contracts/text-extractor.js';
import { gatherMessage } from '../dialects/messages/gather-message.js';
import { extractDocuments, hasDocuments } from '../dialects/messages/request/extract-documents.js';
import { StreamedMessage } from '../dialects/messages/streamed-message.js';
import { JsonText } from '../http/json-text.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareMessagesRequest } from '../providers/prepare-messages-request.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

export interface MessageTokens {
  readonly input_tokens: number;
}

@Injectable()
export class MessagesService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    @Inject(ReasoningSeal) private readonly seal: ReasoningSeal,
    @Inject(TextExtractor) private readonly extractor: TextExtractor,
  ) {}

  /** The events of the message where the client asked for a stream, else the one message. */
  create(request: MessagesRequest, call: Call): Observable<string | JsonText> {
    if (!hasDocuments(request)) return defer(() => this.answer(request, call));
    return from(extractDocuments(request, this.extractor)).pipe(mergeMap((read) => this.answer(read, call)));
  }

  /** An estimate; nobody upstream is asked. @throws GatewayError as the request itself would. */
  async count(request: MessagesRequest, call: Call): Promise<MessageTokens> {
    const read = hasDocuments(request) ? await extractDocuments(request, this.extractor) : request;
    const target = this.registry.require(request.model, 'chat');
    const { seal } = this;
    const { prepared } = prepareMessagesRequest(target, read, { call, seal, isCounted: true });
    return { input_tokens: estimateChatInput(prepared.body).tokens };
  }

  private answer(request: MessagesRequest, call: Call): Observable<string | JsonText> {
    const target = this.registry.require(request.model, 'chat');
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
