/**
 * The rerank wire format that Cohere's and Jina's clients share, and that Model Studio's compatible interface speaks. Only the
 * fields that the gateway itself reads are named; every other field travels untouched.
 */
export interface RerankRequest<Document = RerankDocument> {
  readonly model: string;
  readonly query: string;
  readonly documents: readonly Document[];
  /** So many of the best; all without it. */
  readonly top_n?: number | null;
  readonly return_documents?: boolean | null;
  readonly [field: string]: unknown;
}

/** A text, or an object that has one. */
export type RerankDocument = string | { readonly text: string; readonly [field: string]: unknown };

/** The answer, best first. */
export interface RerankList {
  readonly id: string;
  readonly object: 'list';
  readonly model: string;
  readonly results: readonly RerankResult[];
  readonly usage?: RerankUsage;
}

export interface RerankResult {
  /** Of the document in the request. */
  readonly index: number;
  readonly relevance_score: number;
  /** Where the client asked for it: the object it sent, or its text. */
  readonly document?: Exclude<RerankDocument, string>;
}

export interface RerankUsage {
  readonly total_tokens: number;
  readonly [detail: string]: unknown;
}
