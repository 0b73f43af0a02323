/** One model behind the embeddings door. */
export interface EmbeddingModel {
  readonly id: string;
  /** The lengths that its vectors may have. */
  readonly dimensions: readonly number[];
  readonly usualDimensions: number;
  /** Rows of one request. */
  readonly maxRows: number;
  /** Tokens of one row. */
  readonly maxRowTokens: number;
}

type Kind = Omit<EmbeddingModel, 'id'>;

const SMALL = [1_024, 768, 512, 256, 128, 64];

const qwen37: Kind = {
  dimensions: [2_560, 2_048, 1_536, 1_024, 768, 512, 256],
  usualDimensions: 1_024,
  maxRows: 20,
  maxRowTokens: 131_072,
};
const v4: Kind = {
  dimensions: [2_048, 1_536, ...SMALL],
  usualDimensions: 1_024,
  maxRows: 10,
  maxRowTokens: 8_192,
};
const older: Kind = { dimensions: [1_536], usualDimensions: 1_536, maxRows: 25, maxRowTokens: 2_048 };

const MODELS: readonly EmbeddingModel[] = [
  { id: 'qwen3.7-text-embedding', ...qwen37 },
  { id: 'qwen3.7-text-embedding-flash', ...qwen37 },
  { id: 'text-embedding-v4', ...v4 },
  { id: 'text-embedding-v3', ...v4, dimensions: SMALL },
  { id: 'text-embedding-v2', ...older },
  { id: 'text-embedding-v1', ...older },
];

/** By id, which is case-sensitive. They are missing in the list of models, as in the real one. */
export const EMBEDDING_MODELS: ReadonlyMap<string, EmbeddingModel> = new Map(
  MODELS.map((model) => [model.id, model]),
);
