import type { ModelCatalogue } from '../../config/model-catalogue.js';
import type { OutputCapField } from '../../contracts/output-cap.js';
import type { Provider } from '../../contracts/provider.js';
import { createChatWire } from '../upstream/chat-capability.js';
import type { ErrorAnswer } from '../upstream/error-answer.js';
import { createEmbeddingsCapability } from '../upstream/embeddings-capability.js';
import { classifyError } from '../upstream/error-rules.js';
import { listModels } from '../upstream/list-models.js';
import { createPassthroughCapability } from '../upstream/passthrough-capability.js';
import { prepareChat } from '../upstream/prepare-chat.js';
import { createRealtimeCapability } from '../upstream/realtime-capability.js';
import { createRerankCapability } from '../upstream/rerank-capability.js';
import type { UpstreamClient } from '../upstream/upstream-client.js';
import { writeEffort } from '../upstream/write-effort.js';
import { OPENAI_COMPATIBLE_ERROR_RULES } from './openai-compatible.error-rules.js';
import { createStoredObjects } from './openai-compatible.stored-objects.js';

export interface OpenaiCompatibleOptions {
  readonly outputCapField: OutputCapField;
  /** The rows of config.yaml; nothing else is known of the models. */
  readonly catalogue: ModelCatalogue;
}

/** Any server that speaks OpenAI's chat completions, such as vLLM or a private deployment. */
export function createOpenaiCompatibleProvider(
  name: string,
  client: UpstreamClient,
  { outputCapField, catalogue }: OpenaiCompatibleOptions,
): Provider {
  const toError = (answer: ErrorAnswer) => classifyError(answer, OPENAI_COMPATIBLE_ERROR_RULES, name);
  const upstream = { provider: name, client, toError };
  const renamesOutputCap = outputCapField === 'max_completion_tokens';
  return {
    name,
    type: 'openai-compatible',
    location: { host: client.host, basePath: client.basePath },
    capabilities: {
      chat: {
        prepare: (request, call) => prepareChat(writeEffort(request, call.thinking), call, outputCapField),
        ...createChatWire(upstream),
      },
      embeddings: createEmbeddingsCapability({
        ...upstream,
        describe: (model) => catalogue.find(model)?.embedding ?? undefined,
      }),
      // As vLLM and others answer it, after Jina.
      rerank: createRerankCapability({
        ...upstream,
        path: '/rerank',
        unknownFields: [],
        describe: (model) => catalogue.find(model)?.rerank ?? undefined,
      }),
      passthrough: createPassthroughCapability({ client, hostPaths: [], forbidden: [], renamesOutputCap }),
      ...createStoredObjects(upstream, renamesOutputCap),
      realtime: createRealtimeCapability({ ...upstream, path: `${client.basePath}/realtime` }),
    },
    describeModel: (id) => catalogue.find(id),
    listModels: () => listModels(client, toError),
    close: () => client.close(),
  };
}
