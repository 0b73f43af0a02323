export interface RankedDocument {
  /** In the list as it was asked for. */
  readonly index: number;
  /** From 0 to 1. */
  readonly relevance_score: number;
}

/** Best first: the more of the query's words a document has, the better. */
export function rankDocuments(query: string, documents: readonly string[]): readonly RankedDocument[] {
  const wanted = splitWords(query);
  return documents
    .map((text, index) => {
      const found = splitWords(text);
      const shared = [...wanted].filter((word) => found.has(word)).length;
      return { index, relevance_score: (shared + 0.5) / (wanted.size + 1) };
    })
    .sort((a, b) => b.relevance_score - a.relevance_score);
}

function splitWords(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
