import { Inject, Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { RequestFiles } from '../attachments/request-files.service.js';
import type { Call } from '../contracts/call.js';
import {
  estimateChatInput,
  estimateEmbeddingsInput,
  type InputEstimate,
} from '../contracts/estimate-input.js';
import { estimateRerankTokens } from '../contracts/estimate-rerank-tokens.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { InputFiles } from '../contracts/input-files.js';
import type { CapabilityName, PreparedRequest } from '../contracts/provider.js';
import type { MessagesRequest } from '../contracts/messages.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import type { ResponsesRequest } from '../contracts/responses.js';
import {
  hasFiles,
  resolveFiles as resolveMessagesFiles,
} from '../dialects/messages/request/resolve-files.js';
import { prepareResponses } from '../dialects/responses/prepare-responses.js';
import { resolveFiles } from '../dialects/responses/request/resolve-files.js';
import { pathOfItem, readOwnItems } from '../dialects/responses/resolve-input.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { prepareMessagesRequest } from '../providers/prepare-messages-request.js';
import { prepareRequest } from '../providers/prepare-request.js';
import { ProviderRegistry, type Target } from '../providers/provider-registry.js';
import { fromAbortable } from '../streaming/abortable.js';
import { describeLimits } from './describe-limits.js';
import type { ExplainRequest } from './explain-request.js';
import type { Explanation } from './explanation.js';

/** A request of any endpoint after the first of a capability's two steps. */
interface Prepared {
  readonly target: Target<CapabilityName>;
  readonly requests: readonly Pick<PreparedRequest<object>, 'path' | 'basePath' | 'body'>[];
  readonly estimate: InputEstimate;
}

@Injectable()
export class ExplainService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly files: RequestFiles,
    @Inject(ReasoningSeal) private readonly seal: ReasoningSeal,
  ) {}

  explain(explained: ExplainRequest, call: Call): Observable<Explanation> {
    return fromAbortable(async (signal) => {
      const files: InputFiles = { ...this.files.open(call, signal), readUploaded: refuseUploaded };
      return describe(explained, await this.prepareAny(explained, call, files), call);
    });
  }

  private prepareAny(explained: ExplainRequest, call: Call, files: InputFiles): Prepared | Promise<Prepared> {
    switch (explained.endpoint) {
      case 'responses':
        return this.prepareResponses(explained.request, call, files);
      case 'messages':
        return this.prepareMessages(explained.request, call, files);
      default:
        return this.prepare(explained, call);
    }
  }

  /** What is named by id is not looked up, neither here nor upstream. */
  private async prepareResponses(
    request: ResponsesRequest,
    call: Call,
    files: InputFiles,
  ): Promise<Prepared> {
    const target = this.registry.require(request.model, 'chat', call);
    const items = await resolveFiles(readOwnItems(request), (index) => pathOfItem(index, 0), files);
    const prepared = prepareAsChat(
      target,
      prepareResponses(request, { input: { items, inherited: 0 } }),
      call,
    );
    return { target, requests: [prepared], estimate: estimateChatInput(prepared.body) };
  }

  private async prepareMessages(request: MessagesRequest, call: Call, files: InputFiles): Promise<Prepared> {
    const target = this.registry.require(request.model, 'chat', call);
    const read = hasFiles(request) ? await resolveMessagesFiles(request, files) : request;
    const { prepared } = prepareMessagesRequest(target, read, { call, seal: this.seal });
    return { target, requests: [prepared], estimate: estimateChatInput(prepared.body) };
  }

  private prepare(
    { endpoint, request }: Exclude<ExplainRequest, { endpoint: 'responses' | 'messages' }>,
    call: Call,
  ): Prepared {
    switch (endpoint) {
      case 'chat': {
        const target = this.registry.require(request.model, 'chat', call);
        const prepared = prepareRequest(target, request, call);
        return { target, requests: [prepared], estimate: estimateChatInput(prepared.body) };
      }
      case 'embeddings': {
        const target = this.registry.require(request.model, 'embeddings', call);
        const requests = prepareRequest(target, request, call).parts.map((part) => part.request);
        return { target, requests, estimate: estimateEmbeddingsInput(requests.map(({ body }) => body)) };
      }
      case 'rerank': {
        const target = this.registry.require(request.model, 'rerank', call);
        const { request: prepared } = prepareRequest(target, request, call);
        const { query, documents } = prepared.body;
        const estimate = { tokens: estimateRerankTokens(query, documents), uncounted: new Map() };
        return { target, requests: [prepared], estimate };
      }
    }
  }
}

function refuseUploaded(): Promise<never> {
  const message = 'An explanation does not read files that are named by id; send this one as data.';
  return Promise.reject(new GatewayError('unsupported_file', message));
}

function describe(
  explained: ExplainRequest,
  { target, requests, estimate }: Prepared,
  call: Call,
): Explanation {
  const { provider, model, isListed } = target;
  const { host, basePath: ownPath, region } = provider.location;
  return {
    object: 'explanation',
    endpoint: explained.endpoint,
    model: { requested: explained.request.model, upstream: model, is_listed: isListed },
    provider: { name: provider.name, type: provider.type, region, host },
    requests: requests.map(({ path, basePath = ownPath, body }) => ({
      method: 'POST',
      path: basePath + path,
      body,
    })),
    adaptations: [...call.adaptations],
    limits: describeLimits(provider.describeModel(model)),
    estimated_input_tokens: estimate.tokens,
    estimate: describeEstimate(estimate),
  };
}

function describeEstimate({ uncounted }: InputEstimate): string {
  const kinds = [...uncounted].map(([kind, count]) => `${count} ${kind}`);
  const missing = kinds.length === 0 ? '' : `; not in it: ${kinds.join(', ')}`;
  return `by kinds of characters, within about 20 % for ordinary Chinese and English${missing}`;
}
