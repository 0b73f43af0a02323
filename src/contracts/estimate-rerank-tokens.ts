import { estimateTokens } from './estimate-tokens.js';

/** About how many tokens a rerank model reads: the query goes with every document (documented by Model Studio). */
export function estimateRerankTokens(query: string, documents: readonly string[]): number {
  return documents.reduce(
    (sum, text) => sum + estimateTokens(text),
    estimateTokens(query) * documents.length,
  );
}
