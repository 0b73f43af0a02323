import { Inject, Injectable } from '@nestjs/common';
import { catchError, map, mergeMap, type Observable, throwError } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { ChatChunk } from '../contracts/chat-chunk.js';
import { type PendingResponse, ResponseStore } from '../contracts/response-store.js';
import type { ResponsesRequest } from '../contracts/responses.js';
import { createId } from '../dialects/responses/create-id.js';
import type { ResponseContext } from '../dialects/responses/events/response-writer.js';
import { RESPONSES_NAMES } from '../dialects/responses/responses-names.js';
import { PlainResponse } from '../dialects/responses/plain-response.js';
import { writeEcho } from '../dialects/responses/request/write-echo.js';
import { StreamedResponse } from '../dialects/responses/streamed-response.js';
import { JsonText } from '../http/json-text.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { ProviderRegistry, type Target } from '../providers/provider-registry.js';
import { fromAbortable } from '../streaming/abortable.js';
import { keepResponse } from './keep-response.js';
import { type ResponsePreparation, ResponsePreparer } from './response-preparer.service.js';
import { UNKEPT } from './unkept-response.js';

@Injectable()
export class ResponsesService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly preparer: ResponsePreparer,
    @Inject(ResponseStore) private readonly store: ResponseStore,
  ) {}

  /** The events of the response where the client asked for a stream, else the one response. */
  create(request: ResponsesRequest, call: Call): Observable<string | JsonText> {
    return fromAbortable(async (signal) => {
      const target = this.registry.require(request.model, 'chat', call);
      return { target, preparation: await this.preparer.prepare(request, call, signal) };
    }).pipe(mergeMap(({ target, preparation }) => this.answer(request, { target, preparation, call })));
  }

  private answer(
    request: ResponsesRequest,
    { target, preparation, call }: { target: Target<'chat'>; preparation: ResponsePreparation; call: Call },
  ): Observable<string | JsonText> {
    const chunks = this.ask(target, preparation, call);
    const isStored = request.store !== false && this.store.isKeeping(call.principal);
    const context: ResponseContext = {
      ...preparation,
      id: createId('resp'),
      createdAt: Math.floor(Date.now() / 1000),
      echo: writeEcho(request, isStored),
    };
    const begin = (response: StreamedResponse | PlainResponse): Promise<PendingResponse> =>
      isStored ? this.begin(request, { response, preparation, call }) : Promise.resolve(UNKEPT);

    if (request.stream === true) {
      const streamed = new StreamedResponse(context);
      call.eventDialect = streamed;
      return keepResponse(
        () => begin(streamed),
        () => streamed.response,
        (pending) => streamed.events(chunks, pending),
      );
    }
    const plain = new PlainResponse(context);
    return keepResponse(
      () => begin(plain),
      () => plain.response,
      (pending) => plain.text(chunks, pending),
    ).pipe(map((text) => new JsonText(text)));
  }

  /** The chunks of the answer. Nothing is sent before they are subscribed to. */
  private ask(target: Target<'chat'>, preparation: ResponsePreparation, call: Call): Observable<ChatChunk> {
    const prepared = prepareAsChat(target, preparation, call);
    return this.attempts
      .track(target, call, target.capability.stream(prepared, call))
      .pipe(catchError((error: unknown) => throwError(() => RESPONSES_NAMES.renameParam(error))));
  }

  private begin(
    { previous_response_id: previous, conversation }: ResponsesRequest,
    {
      response,
      preparation,
      call,
    }: { response: { response: StreamedResponse['response'] } } & {
      preparation: ResponsePreparation;
      call: Call;
    },
  ): Promise<PendingResponse> {
    const { items, inherited, conversationPosition } = preparation.input;
    const conversationId = typeof conversation === 'string' ? conversation : conversation?.id;
    return this.store.begin(
      {
        response: response.response,
        input: items.slice(inherited),
        previousResponseId: previous ?? undefined,
        conversationId,
        conversationPosition,
      },
      call.principal,
    );
  }
}
