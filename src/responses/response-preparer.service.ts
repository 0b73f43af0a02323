import { Inject, Injectable } from '@nestjs/common';
import { RequestFiles } from '../attachments/request-files.service.js';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import { ResponseHistory } from '../contracts/response-history.js';
import type { ResponsesRequest } from '../contracts/responses.js';
import type { ReasoningForm } from '../dialects/responses/events/reasoning-item.js';
import { type PreparedResponses, prepareResponses } from '../dialects/responses/prepare-responses.js';
import { type ResolvedInput, resolveInput } from '../dialects/responses/resolve-input.js';
import { ResponseSeals } from './response-seals.service.js';

export interface ResponsePreparation extends PreparedResponses {
  readonly input: ResolvedInput;
  readonly reasoning: ReasoningForm;
}

/** Gathers what a request refers to, and translates it. */
@Injectable()
export class ResponsePreparer {
  constructor(
    @Inject(ResponseHistory) private readonly history: ResponseHistory,
    private readonly files: RequestFiles,
    private readonly seals: ResponseSeals,
    private readonly settings: Settings,
  ) {}

  /** Aborting the signal ends what is under way. @throws GatewayError 400 or 404 that names the field. */
  async prepare(request: ResponsesRequest, call: Call, signal: AbortSignal): Promise<ResponsePreparation> {
    const { history, seals } = this;
    const { principal } = call;
    const { team } = principal;
    const files = this.files.open(call, signal);
    const input = await resolveInput(request, { history, files, principal });
    const prepared = prepareResponses(request, { input, unseal: seals.unsealingFor(team) });
    const output = this.settings.reasoningOutput;
    const reasoning: ReasoningForm = prepared.includesSealedReasoning
      ? { output, seal: (text) => seals.sealReasoning(text, team) }
      : { output };
    return { ...prepared, input, reasoning };
  }
}
