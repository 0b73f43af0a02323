import type { EmbeddingFacts } from '../contracts/model-facts.js';
import type { FieldReader } from './catalogue-row.js';

const KEYS = ['max_rows', 'max_tokens_per_row', 'dimensions', 'default'];

/** The object `embedding` of a row; what is wrong with it is reported. */
export function parseEmbedding(row: FieldReader, isEmbedding: boolean): EmbeddingFacts | null {
  const reader = row.inner('embedding');
  if (reader === null) return null;
  if (!isEmbedding) row.wrong('embedding', 'is for the kind embeddings only');
  reader.allowOnly(KEYS);
  if (!reader.has('dimensions')) reader.wrong('dimensions', 'is needed; null where they are not known');
  const dimensions = readDimensions(reader);
  const defaultDimensions = reader.count('default');
  const isKnown = dimensions !== null && defaultDimensions !== null;
  if (isKnown && !isDimension(defaultDimensions, dimensions)) {
    reader.wrong('default', 'is not one of the dimensions');
  }
  return {
    maxRows: reader.count('max_rows'),
    maxTokensPerRow: reader.count('max_tokens_per_row'),
    dimensions,
    defaultDimensions,
  };
}

function readDimensions(reader: FieldReader): EmbeddingFacts['dimensions'] {
  if (reader.raw('dimensions') === null || Array.isArray(reader.raw('dimensions'))) {
    return reader.counts('dimensions');
  }
  const range = reader.inner('dimensions');
  range?.allowOnly(['from', 'to']);
  const from = range?.count('from') ?? null;
  const to = range?.count('to') ?? null;
  if (from !== null && to !== null && from <= to) return { from, to };
  if (range !== null) reader.wrong('dimensions', 'must have from, and to which is not less');
  return null;
}

function isDimension(length: number, dimensions: NonNullable<EmbeddingFacts['dimensions']>): boolean {
  if ('from' in dimensions) return dimensions.from <= length && length <= dimensions.to;
  return dimensions.includes(length);
}
