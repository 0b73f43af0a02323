import {
  MODALITIES,
  MODEL_FEATURES,
  MODEL_KINDS,
  type ModelFacts,
  OUTPUT_CAP_MEANINGS,
} from '../contracts/model-facts.js';
import { type CatalogueRow, FieldReader, type ReportField } from './catalogue-row.js';
import { parseEmbedding } from './parse-embedding.js';
import { parseRerank } from './parse-rerank.js';
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
  'rerank',
  'as_of',
  'source',
];
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The facts of a row; what contradicts itself or has no meaning in it is reported. */
export function parseModelFacts(row: CatalogueRow, report: ReportField): ModelFacts {
  const reader = new FieldReader(row, '', report);
  reader.allowOnly(KEYS);
  checkOrigin(reader);
  const id = reader.text('id');
  if (id === null) reader.wrong('id', 'is needed');
  const kind = reader.oneOf('kind', MODEL_KINDS) ?? impliedKind(reader);
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
    embedding: parseEmbedding(reader, kind === 'embeddings'),
    rerank: parseRerank(reader, kind === 'rerank'),
  };
}

function impliedKind(reader: FieldReader): ModelFacts['kind'] {
  if (reader.has('embedding')) return 'embeddings';
  return reader.has('rerank') ? 'rerank' : null;
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
