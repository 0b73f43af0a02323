import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { estimateChatInput } from '../contracts/estimate-input.js';
import type { ResponsesRequest } from '../contracts/responses.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { fromAbortable } from '../streaming/abortable.js';
import type { InputTokensDto } from './input-tokens.dto.js';
import { ResponsePreparer } from './response-preparer.service.js';

export interface InputTokens {
  readonly object: 'response.input_tokens';
  readonly input_tokens: number;
}

@Injectable()
export class InputTokensService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly preparer: ResponsePreparer,
  ) {}

  /** An estimate, history included; nobody upstream is asked. @throws GatewayError as the request itself would. */
  count({ model, ...rest }: InputTokensDto, call: Call): Observable<InputTokens> {
    return fromAbortable(async (signal) => {
      const name = model ?? undefined;
      const target = name === undefined ? undefined : this.registry.require(name, 'chat', call);
      const request = { ...rest, model: name ?? '' } as ResponsesRequest;
      const preparation = await this.preparer.prepare(request, call, signal);
      const body = target === undefined ? preparation.chat : prepareAsChat(target, preparation, call).body;
      return { object: 'response.input_tokens', input_tokens: estimateChatInput(body).tokens };
    });
  }
}
