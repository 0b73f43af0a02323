import { catchError, from, map, mergeMap, type Observable, tap, toArray } from 'rxjs';
import type { Call } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { EmbeddingFacts } from '../../contracts/model-facts.js';
import type { EmbeddingsCapability, EmbeddingsPart, PreparedEmbeddings } from '../../contracts/provider.js';
import { convertRows, readEmbeddingsText } from './embeddings-answer.js';
import { sumUsage, toCompletionUsage } from './embeddings-usage.js';
import { type ErrorReader, noteRequestId, readRefusal } from './error-answer.js';
import { nameRow } from './name-row.js';
import { prepareEmbeddings } from './prepare-embeddings.js';
import type { UpstreamClient } from './upstream-client.js';
import type { ExchangeResponse } from './upstream-exchange.js';
import { type PartAnswer, writeEmbeddings } from './write-embeddings.js';

/** What differs between servers that speak OpenAI's embeddings. */
export interface EmbeddingsUpstream extends ErrorReader {
  readonly client: UpstreamClient;
  /** What is known of a model's limits. */
  describe(model: string): EmbeddingFacts | undefined;
}

/** Upstream requests that one request of a client has under way at a time. */
const PARALLEL = 4;
const WANTED = 'list of embeddings';

/** The embeddings capability of an upstream that speaks OpenAI's wire format. */
export function createEmbeddingsCapability(upstream: EmbeddingsUpstream): EmbeddingsCapability {
  return {
    prepare: (request) => prepareEmbeddings(request, upstream.describe(request.model)),

    embed: (prepared, call) =>
      from(prepared.parts.entries()).pipe(
        mergeMap(([index, part]) => askForPart(upstream, part, { index, prepared, call }), PARALLEL),
        tap(({ answer }) => {
          noteUsage(call, answer.usage);
        }),
        toArray(),
        map(writeEmbeddings),
      ),
  };
}

interface PartContext {
  readonly index: number;
  readonly prepared: PreparedEmbeddings;
  readonly call: Call;
}

function askForPart(
  upstream: EmbeddingsUpstream,
  part: EmbeddingsPart,
  { index, prepared, call }: PartContext,
): Observable<PartAnswer> {
  const answers = upstream.client.post(part.request, (response) => {
    noteRequestId(response, call);
    return { index, ...readPart(upstream, response, { part, prepared }) };
  });
  return answers.pipe(
    catchError((error: unknown) => {
      throw error instanceof GatewayError ? nameRow(error, part) : error;
    }),
  );
}

function readPart(
  upstream: EmbeddingsUpstream,
  response: ExchangeResponse<string>,
  { part, prepared }: { part: EmbeddingsPart; prepared: PreparedEmbeddings },
): Omit<PartAnswer, 'index'> {
  const answer = response.status === 200 ? readEmbeddingsText(response.data) : undefined;
  if (answer === undefined) throw readRefusal(upstream, response, WANTED);
  const { encoding, parts } = prepared;
  if (parts.length === 1 && answer.encoding === encoding) return { answer };
  try {
    const rows = convertRows(answer, { encoding, firstRow: part.firstRow ?? 0, rows: part.rows });
    return { answer, rows };
  } catch (cause) {
    const message = `The upstream ${upstream.provider} did not answer with the embeddings that were asked for; try again.`;
    throw new GatewayError('upstream_error', message, { cause });
  }
}

/** What has been counted upstream counts, also where another part fails later. */
function noteUsage({ attempt }: Call, usage: PartAnswer['answer']['usage']): void {
  if (attempt === undefined || usage === undefined) return;
  const sum = sumUsage([...(attempt.usage === undefined ? [] : [attempt.usage]), usage.counts]);
  if (sum !== undefined) attempt.usage = toCompletionUsage(sum);
}
