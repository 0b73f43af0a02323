import type { ModelCatalogue } from '../../config/model-catalogue.js';
import type { Provider } from '../../contracts/provider.js';
import type { ErrorAnswer } from '../upstream/error-answer.js';
import { createEmbeddingsCapability } from '../upstream/embeddings-capability.js';
import { classifyError } from '../upstream/error-rules.js';
import { listModels } from '../upstream/list-models.js';
import { createPassthroughCapability } from '../upstream/passthrough-capability.js';
import { createRerankCapability } from '../upstream/rerank-capability.js';
import { createRealtimeCapability } from '../upstream/realtime-capability.js';
import type { UpstreamClient } from '../upstream/upstream-client.js';
import { createBailianChat } from './bailian.chat.js';
import { PASSTHROUGH_DOORS, REALTIME_DOOR, rerankBasePath } from './bailian.doors.js';
import { BAILIAN_ERROR_RULES } from './bailian.error-rules.js';
import { findRegion } from './bailian.regions.js';
import { createBailianStoredObjects } from './bailian.stored-objects.js';
import type { CompatibilityOptions } from './params/compatibility-options.js';

export interface BailianOptions {
  readonly catalogue: ModelCatalogue;
  readonly compatibility: CompatibilityOptions;
}

/** One Model Studio account in one region. */
export function createBailianProvider(
  name: string,
  client: UpstreamClient,
  { catalogue, compatibility }: BailianOptions,
): Provider {
  const toError = (answer: ErrorAnswer) => classifyError(answer, BAILIAN_ERROR_RULES, name);
  const upstream = { provider: name, client, toError };
  return {
    name,
    type: 'bailian',
    location: { host: client.host, basePath: client.basePath, region: findRegion(client.host) },
    capabilities: {
      chat: createBailianChat(upstream, {
        options: compatibility,
        describe: (model) => catalogue.find(model),
      }),
      embeddings: createEmbeddingsCapability({
        ...upstream,
        describe: (model) => catalogue.find(model)?.embedding ?? undefined,
      }),
      rerank: createRerankCapability({
        ...upstream,
        path: '/reranks',
        basePath: rerankBasePath(client.basePath),
        unknownFields: ['max_tokens_per_doc', 'max_chunks_per_doc', 'rank_fields'],
        describe: (model) => catalogue.find(model)?.rerank ?? undefined,
      }),
      passthrough: createPassthroughCapability({ client, ...PASSTHROUGH_DOORS }),
      ...createBailianStoredObjects(upstream),
      realtime: createRealtimeCapability({ ...upstream, path: REALTIME_DOOR }),
    },
    describeModel: (id) => catalogue.find(id),
    listModels: () => listModels(client, toError),
    close: () => client.close(),
  };
}
