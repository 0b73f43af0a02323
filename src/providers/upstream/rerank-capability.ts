import type { Call } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { RerankFacts } from '../../contracts/model-facts.js';
import type { PreparedRerank, RerankAnswer, RerankCapability } from '../../contracts/provider.js';
import type { RerankResult, RerankUsage } from '../../contracts/rerank.js';
import { type ErrorReader, noteRequestId, readRefusal } from './error-answer.js';
import { parseJson } from './parse-json.js';
import { prepareRerank, type RerankDoor } from './prepare-rerank.js';
import type { UpstreamClient } from './upstream-client.js';
import type { ExchangeResponse } from './upstream-exchange.js';

/** What differs between servers that rerank. */
export interface RerankUpstream extends ErrorReader, RerankDoor {
  readonly client: UpstreamClient;
  /** What is known of a model's limits. */
  describe(model: string): RerankFacts | undefined;
}

const WANTED = 'ranking';

/** The rerank capability of an upstream that answers as Cohere and Jina do. */
export function createRerankCapability(upstream: RerankUpstream): RerankCapability {
  return {
    prepare: (request) => prepareRerank(request, upstream, upstream.describe(request.model)),

    rerank: (prepared, call) =>
      upstream.client.post(prepared.request, (response) => {
        noteRequestId(response, call);
        return readAnswer(upstream, response, { prepared, call });
      }),
  };
}

function readAnswer(
  upstream: RerankUpstream,
  response: ExchangeResponse<string>,
  { prepared, call }: { prepared: PreparedRerank; call: Call },
): RerankAnswer {
  const answer = response.status === 200 ? asRecord(parseJson(response.data)) : {};
  if (!Array.isArray(answer.results)) throw readRefusal(upstream, response, WANTED);
  const results = answer.results.map((result) => readResult(result, prepared));
  if (!results.every((result) => result !== undefined)) {
    const message = `The upstream ${upstream.provider} did not answer with the ranking of the documents that it was sent; try again.`;
    throw new GatewayError('upstream_error', message);
  }
  const usage = readUsage(answer.usage);
  const list = {
    id: typeof answer.id === 'string' ? answer.id : call.requestId,
    object: 'list' as const,
    model: typeof answer.model === 'string' ? answer.model : prepared.request.body.model,
    results,
    usage,
  };
  if (usage === undefined) return { list };
  const { total_tokens: total } = usage;
  return { list, usage: { prompt_tokens: total, completion_tokens: 0, total_tokens: total } };
}

/** undefined where it names no document that was sent, or has no score. */
function readResult(
  result: unknown,
  { documents, returnsDocuments }: PreparedRerank,
): RerankResult | undefined {
  const { index, relevance_score: score } = asRecord(result);
  if (typeof index !== 'number' || typeof score !== 'number') return undefined;
  const document = documents[index];
  if (document === undefined) return undefined;
  const fields = { index, relevance_score: score };
  if (!returnsDocuments) return fields;
  return { ...fields, document: typeof document === 'string' ? { text: document } : document };
}

function readUsage(usage: unknown): RerankUsage | undefined {
  const fields = asRecord(usage);
  return typeof fields.total_tokens === 'number' ? (fields as RerankUsage) : undefined;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
