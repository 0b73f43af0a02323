import { estimateRerankTokens } from '../../contracts/estimate-rerank-tokens.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { RerankFacts } from '../../contracts/model-facts.js';
import type { PreparedRerank } from '../../contracts/provider.js';
import type { RerankDocument, RerankRequest } from '../../contracts/rerank.js';

export interface RerankDoor {
  readonly path: string;
  /** Takes the place of the base URL's own path. */
  readonly basePath?: string;
  /** Fields of Cohere's and Jina's clients that the upstream does not know. */
  readonly unknownFields: readonly string[];
}

/** An estimate refuses only what is beyond the limit by this much: it may err. */
const CERTAINTY = 2;

/**
 * A rerank request as upstreams take it: documents as texts, without what they do not know. Documents are put into the answer
 * here, so that is not asked of the upstream. Every other field goes on as it came; of a model that is not known nothing is
 * checked.
 */
export function prepareRerank(
  request: RerankRequest,
  { path, basePath, unknownFields }: RerankDoor,
  facts: RerankFacts | undefined,
): PreparedRerank {
  const { return_documents: returnsDocuments, top_n: top, ...rest } = request;
  const { model, query, documents } = request;
  const texts = documents.map(textOf);
  checkLimits(request, texts, facts);
  const left = unknownFields.filter((name) => Object.hasOwn(rest, name));
  const body: RerankRequest<string> = {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !left.includes(name))),
    model,
    query,
    documents: texts,
    ...(top ? { top_n: top } : {}),
  };
  const adaptations = [
    ...(documents.some((document) => typeof document !== 'string') ? ['documents'] : []),
    ...(returnsDocuments === true ? ['return_documents'] : []),
    ...(top === null ? ['top_n'] : []),
    ...left,
  ];
  return {
    request: { path, basePath, headers: {}, body },
    documents,
    returnsDocuments: returnsDocuments === true,
    adaptations,
  };
}

function textOf(document: RerankDocument): string {
  return typeof document === 'string' ? document : document.text;
}

function checkLimits(
  { model, query, documents }: RerankRequest,
  texts: readonly string[],
  facts: RerankFacts | undefined,
): void {
  const { maxDocuments, maxTokens } = facts ?? {};
  if (maxDocuments && documents.length > maxDocuments) {
    const message = `documents has ${documents.length} entries; ${model} takes ${maxDocuments} a request. Send fewer.`;
    throw new GatewayError('invalid_request', message, { param: 'documents' });
  }
  if (!maxTokens) return;
  const tokens = estimateRerankTokens(query, texts);
  if (tokens <= maxTokens * CERTAINTY) return;
  const message = `The documents, with the query once for each, have about ${tokens} tokens; ${model} takes ${maxTokens} a request. Send fewer or shorter ones.`;
  throw new GatewayError('context_length_exceeded', message, { param: 'documents' });
}
