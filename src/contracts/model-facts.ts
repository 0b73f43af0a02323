/**
 * What is known of a model, from a provider's catalogue. null is "not known": no rule is made of it. Token counts are those of
 * the model's own tokenizer.
 */
export interface ModelFacts {
  /** The model's id, or the pattern of a series that its row describes. */
  readonly id: string;
  /** The door that serves it. */
  readonly kind: ModelKind | null;
  readonly contextWindow: number | null;
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly outputCap: OutputCapMeaning | null;
  readonly thinking: ThinkingFacts;
  /** The model answers only when asked to stream. */
  readonly isStreamOnly: boolean;
  readonly inputModalities: readonly Modality[] | null;
  readonly outputModalities: readonly Modality[] | null;
  /** What the model is known to do (true) or to refuse (false); a feature that is absent is not known. */
  readonly features: Readonly<Partial<Record<ModelFeature, boolean>>>;
  /** Of embedding models only. */
  readonly embedding: EmbeddingFacts | null;
  /** Of rerank models only. */
  readonly rerank: RerankFacts | null;
}

export const MODEL_KINDS = ['chat', 'embeddings', 'rerank'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

export const MODALITIES = ['text', 'image', 'audio', 'video'] as const;
export type Modality = (typeof MODALITIES)[number];

export const MODEL_FEATURES = [
  'tools',
  'json_mode',
  'json_schema',
  'n',
  'logprobs',
  'web_search',
  'top_k',
] as const;
export type ModelFeature = (typeof MODEL_FEATURES)[number];

/**
 * What `max_tokens` counts (`max_completion_tokens` always counts all): the answer without its reasoning, reasoning and
 * answer, or both unless a thinking budget is set.
 */
export const OUTPUT_CAP_MEANINGS = ['answer', 'all', 'all_without_budget'] as const;
export type OutputCapMeaning = (typeof OUTPUT_CAP_MEANINGS)[number];

export const THINKING_CONTROLS = ['budget', 'effort'] as const;
export type ThinkingControl = (typeof THINKING_CONTROLS)[number];

export type ThinkingFacts = { readonly kind: 'none' | 'unknown' } | ThinkingModelFacts;

/** Of a model that can think. */
export interface ThinkingModelFacts {
  /** `hybrid` can be switched, `only` always thinks. */
  readonly kind: 'hybrid' | 'only';
  readonly isOnByDefault: boolean | null;
  /** The wire forms of "how much", of which one request uses one: a number of tokens, or a word. */
  readonly controls: readonly ThinkingControl[];
  /** The largest `thinking_budget`, in tokens. */
  readonly maxBudget: number | null;
  /** The words that `reasoning_effort` takes, each with the budget that it stands for where that is known. */
  readonly efforts: Readonly<Record<string, number | null>>;
  /** Thinks only when asked to stream; refuses to think in a plain answer. */
  readonly isStreamOnly: boolean;
  /** Whether reasoning that the client sends back is kept by default (`preserve_thinking`). */
  readonly isPreservedByDefault: boolean;
}

export interface EmbeddingFacts {
  /** Rows of one request. */
  readonly maxRows: number | null;
  readonly maxTokensPerRow: number | null;
  /** The lengths of vector there are: all of them, or where only that is known their bounds. */
  readonly dimensions: readonly number[] | DimensionRange | null;
  readonly defaultDimensions: number | null;
}

/** Both bounds belong to it. */
export interface DimensionRange {
  readonly from: number;
  readonly to: number;
}

export interface RerankFacts {
  /** Of one request. */
  readonly maxDocuments: number | null;
  /** The rest of a longer query or document is not looked at. */
  readonly maxTokensPerDocument: number | null;
  /** Of one request: the query counts once for every document. */
  readonly maxTokens: number | null;
}
