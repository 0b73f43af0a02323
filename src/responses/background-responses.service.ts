import { Inject, Injectable } from '@nestjs/common';
import { map, mergeMap, type Observable, of } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { ResponseStore } from '../contracts/response-store.js';
import type { ResponseObject, ResponsesRequest } from '../contracts/responses.js';
import { createId } from '../dialects/responses/create-id.js';
import { writeEcho } from '../dialects/responses/request/write-echo.js';
import { JsonText } from '../http/json-text.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { fromAbortable } from '../streaming/abortable.js';
import { BackgroundDesk } from './background-desk.service.js';
import { ResponsePreparer } from './response-preparer.service.js';

/** Responses that are queued and made later, by whichever replica has time. */
@Injectable()
export class BackgroundResponses {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly preparer: ResponsePreparer,
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly desk: BackgroundDesk,
  ) {}

  /** The queued response; its events where the client asked for a stream. @throws GatewayError as one that is made at once. */
  create(request: ResponsesRequest, call: Call): Observable<string | JsonText> {
    return fromAbortable((signal) => this.queue(request, call, signal)).pipe(
      mergeMap((response) =>
        request.stream === true
          ? this.desk.tail(response.id, call.principal, -1)
          : of(response).pipe(map((queued) => new JsonText(JSON.stringify(queued)))),
      ),
    );
  }

  private async queue(request: ResponsesRequest, call: Call, signal: AbortSignal): Promise<ResponseObject> {
    this.refuseUnfit(request, call);
    const target = this.registry.require(request.model, 'chat', call);
    const preparation = await this.preparer.prepare(request, call, signal);
    prepareAsChat(target, preparation, call);
    const { items, inherited } = preparation.input;
    const response: ResponseObject = {
      id: createId('resp'),
      object: 'response',
      created_at: Math.floor(Date.now() / 1000),
      completed_at: null,
      status: 'queued',
      error: null,
      incomplete_details: null,
      output: [],
      usage: null,
      ...writeEcho(request, true),
    };
    const record = {
      response,
      input: items.slice(inherited),
      previousResponseId: request.previous_response_id ?? undefined,
      conversationId: undefined,
    };
    await this.store.begin(record, call.principal);
    const { principal, requestId } = call;
    await this.desk.add({ responseId: response.id, principal, requestId, request });
    return response;
  }

  private refuseUnfit({ store, conversation }: ResponsesRequest, { principal }: Call): void {
    if (store === false || !this.store.isKeeping(principal)) {
      throw new GatewayError('invalid_request', 'A background response is stored; leave store: false out.', {
        param: 'background',
      });
    }
    if (conversation === undefined || conversation === null) return;
    throw new GatewayError(
      'invalid_request',
      'A background response cannot take part in a conversation; continue it by previous_response_id.',
      { param: 'conversation' },
    );
  }
}
