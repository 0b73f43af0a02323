import type { RerankFacts } from '../contracts/model-facts.js';
import type { FieldReader } from './catalogue-row.js';

const KEYS = ['max_documents', 'max_tokens_per_document', 'max_tokens'];

/** The object `rerank` of a row; what is wrong with it is reported. */
export function parseRerank(row: FieldReader, isRerank: boolean): RerankFacts | null {
  const reader = row.inner('rerank');
  if (reader === null) return null;
  if (!isRerank) row.wrong('rerank', 'is for the kind rerank only');
  reader.allowOnly(KEYS);
  return {
    maxDocuments: reader.count('max_documents'),
    maxTokensPerDocument: reader.count('max_tokens_per_document'),
    maxTokens: reader.count('max_tokens'),
  };
}
