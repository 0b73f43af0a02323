import type { EmbeddingFacts, ModelFacts, RerankFacts, ThinkingFacts } from '../contracts/model-facts.js';

/** The limits of a model that are known; counts are tokens unless they say otherwise. */
export interface Limits {
  readonly context_window?: number;
  readonly max_input_tokens?: number;
  readonly max_output_tokens?: number;
  readonly max_thinking_budget?: number;
  readonly embedding?: EmbeddingLimits;
  readonly rerank?: RerankLimits;
}

export interface EmbeddingLimits {
  /** Rows of one upstream request; more are split. */
  readonly max_rows?: number;
  readonly max_tokens_per_row?: number;
  readonly dimensions?: NonNullable<EmbeddingFacts['dimensions']>;
  readonly default_dimensions?: number;
}

export interface RerankLimits {
  readonly max_documents?: number;
  /** The rest of a longer document is not looked at. */
  readonly max_tokens_per_document?: number;
  /** The query counts once for every document. */
  readonly max_tokens?: number;
}

export function describeLimits(facts: ModelFacts | undefined): Limits {
  if (facts === undefined) return {};
  return known<Limits>({
    context_window: facts.contextWindow,
    max_input_tokens: facts.maxInputTokens,
    max_output_tokens: facts.maxOutputTokens,
    max_thinking_budget: maxBudget(facts.thinking),
    embedding: facts.embedding && describeEmbedding(facts.embedding),
    rerank: facts.rerank && describeRerank(facts.rerank),
  });
}

function maxBudget(thinking: ThinkingFacts): number | null {
  return 'maxBudget' in thinking ? thinking.maxBudget : null;
}

function describeEmbedding(facts: EmbeddingFacts): EmbeddingLimits {
  return known<EmbeddingLimits>({
    max_rows: facts.maxRows,
    max_tokens_per_row: facts.maxTokensPerRow,
    dimensions: facts.dimensions,
    default_dimensions: facts.defaultDimensions,
  });
}

function describeRerank(facts: RerankFacts): RerankLimits {
  return known<RerankLimits>({
    max_documents: facts.maxDocuments,
    max_tokens_per_document: facts.maxTokensPerDocument,
    max_tokens: facts.maxTokens,
  });
}

function known<Fields extends object>(fields: { [Name in keyof Fields]-?: Fields[Name] | null }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Fields;
}
