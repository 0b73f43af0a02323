import {
  type EmbeddingFacts,
  MODALITIES,
  MODEL_FEATURES,
  MODEL_KINDS,
  type ModelFacts,
  OUTPUT_CAP_MEANINGS,
} from '../contracts/model-facts.js';
import { type CatalogueRow, FieldReader, type ReportField } from './catalogue-row.js';
import { parseThinking } from './parse-thinking.js';

const KEYS = [
  'id',
  'kind',
  'context',
  'max_input',
  'max_output',
  'max_tokens_counts',
  'thinking',
  'stream_only',
  'input',
  'output',
  'can',
  'cannot',
  'embedding',
  'as_of',
  'source',
];
const EMBEDDING_KEYS = ['max_rows', 'max_tokens_per_row', 'dimensions', 'default'];
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The facts of a row; what contradicts itself or has no meaning in it is reported. */
export function parseModelFacts(row: CatalogueRow, report: ReportField): ModelFacts {
  const reader = new FieldReader(row, '', report);
  reader.allowOnly(KEYS);
  checkOrigin(reader);
  const id = reader.text('id');
  if (id === null) reader.wrong('id', 'is needed');
  const kind = reader.oneOf('kind', MODEL_KINDS) ?? (reader.has('embedding') ? 'embeddings' : null);
  return {
    id: id ?? '',
    kind,
    ...readLimits(reader),
    outputCap: reader.oneOf('max_tokens_counts', OUTPUT_CAP_MEANINGS),
    thinking: parseThinking(reader),
    isStreamOnly: reader.flag('stream_only'),
    inputModalities: reader.listOf('input', MODALITIES),
    outputModalities: reader.listOf('output', MODALITIES),
    features: readFeatures(reader),
    embedding: readEmbedding(reader, kind === 'embeddings'),
  };
}

function checkOrigin(reader: FieldReader): void {
  const asOf = reader.text('as_of');
  if (asOf !== null && (!DATE.test(asOf) || Number.isNaN(Date.parse(asOf)))) {
    reader.wrong('as_of', 'must be a date such as 2026-11-23');
  }
  reader.text('source');
}

function readLimits(
  reader: FieldReader,
): Pick<ModelFacts, 'contextWindow' | 'maxInputTokens' | 'maxOutputTokens'> {
  const contextWindow = reader.count('context');
  const maxInputTokens = reader.count('max_input');
  const maxOutputTokens = reader.count('max_output');
  const context = contextWindow ?? Infinity;
  if ((maxInputTokens ?? 0) > context) reader.wrong('max_input', 'is more than the context holds');
  if ((maxOutputTokens ?? 0) > context) reader.wrong('max_output', 'is more than the context holds');
  return { contextWindow, maxInputTokens, maxOutputTokens };
}

function readFeatures(reader: FieldReader): ModelFacts['features'] {
  const can = reader.listOf('can', MODEL_FEATURES) ?? [];
  const cannot = reader.listOf('cannot', MODEL_FEATURES) ?? [];
  const both = can.filter((feature) => cannot.includes(feature));
  if (both.length > 0) reader.wrong('cannot', `names what can names too: ${both.join(', ')}`);
  return Object.fromEntries([
    ...can.map((feature) => [feature, true] as const),
    ...cannot.map((feature) => [feature, false] as const),
  ]);
}

function readEmbedding(row: FieldReader, isEmbedding: boolean): EmbeddingFacts | null {
  const reader = row.inner('embedding');
  if (reader === null) return null;
  if (!isEmbedding) row.wrong('embedding', 'is for the kind embeddings only');
  reader.allowOnly(EMBEDDING_KEYS);
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
