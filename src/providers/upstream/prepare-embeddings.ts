import type { EmbeddingsRequest } from '../../contracts/embeddings.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { EmbeddingFacts } from '../../contracts/model-facts.js';
import type { EmbeddingsPart, PreparedEmbeddings } from '../../contracts/provider.js';

/** OpenAI's own limit. What the gateway splits it also multiplies, so there is an end to it. */
const MOST_ROWS = 2048;

/**
 * An embeddings request as upstreams take it: cut at the model's row limit, asked for floats (Model Studio documents no other
 * encoding, and refuses null), without a null length. Every other field goes on as it came. Of a model that is not known
 * nothing is checked and nothing cut.
 */
export function prepareEmbeddings(
  request: EmbeddingsRequest,
  facts: EmbeddingFacts | undefined,
): PreparedEmbeddings {
  const { encoding_format: encoding, dimensions, ...rest } = request;
  if (typeof dimensions === 'number') checkDimensions(dimensions, request.model, facts);
  const adaptations: string[] = [];
  if (encoding !== undefined && encoding !== 'float') adaptations.push('encoding_format');
  if (dimensions === null) adaptations.push('dimensions');

  const body: EmbeddingsRequest = {
    ...rest,
    encoding_format: 'float' as const,
    ...(dimensions ? { dimensions } : {}),
  };
  const parts = split(body, facts?.maxRows ?? Infinity);
  if (parts.length > 1) adaptations.push('input');
  return { parts, encoding: encoding ?? 'float', adaptations };
}

function split(body: EmbeddingsRequest, maxRows: number): readonly EmbeddingsPart[] {
  const { input } = body;
  if (typeof input === 'string') return [toPart(body, undefined, 1)];
  if (input.length <= maxRows) return [toPart(body, 0, input.length)];
  if (input.length > MOST_ROWS) {
    const message = `input has ${input.length} rows; this model takes ${maxRows} a request, and the gateway splits up to ${MOST_ROWS}.`;
    throw new GatewayError('invalid_request', message, { param: 'input' });
  }
  return Array.from({ length: Math.ceil(input.length / maxRows) }, (_, index) => {
    const rows = input.slice(index * maxRows, (index + 1) * maxRows);
    return toPart({ ...body, input: rows }, index * maxRows, rows.length);
  });
}

function toPart(body: EmbeddingsRequest, firstRow: number | undefined, rows: number): EmbeddingsPart {
  return { request: { path: '/embeddings', headers: {}, body }, firstRow, rows };
}

function checkDimensions(wanted: number, model: string, facts: EmbeddingFacts | undefined): void {
  const known = facts?.dimensions ?? null;
  if (known === null) return;
  const isRange = 'from' in known;
  if (isRange ? known.from <= wanted && wanted <= known.to : known.includes(wanted)) return;
  const valid = isRange ? `from ${known.from} to ${known.to}` : known.join(', ');
  throw new GatewayError(
    'invalid_request',
    `dimensions of ${model} must be ${isRange ? '' : 'one of '}${valid}.`,
    {
      param: 'dimensions',
    },
  );
}
