/**
 * The embeddings wire format: what OpenAI's clients send, and what Model Studio's compatible interface speaks. Only the
 * fields that the gateway itself reads are named; every other field travels untouched.
 */
export interface EmbeddingsRequest {
  readonly model: string;
  /** One row, or several. */
  readonly input: string | readonly string[];
  /** The official libraries ask for base64 unless they are told otherwise. */
  readonly encoding_format?: EmbeddingEncoding | null;
  /** The length of the vectors. */
  readonly dimensions?: number | null;
  readonly [field: string]: unknown;
}

export const EMBEDDING_ENCODINGS = ['float', 'base64'] as const;

/** A list of numbers, or the base64 of their little-endian float32 bytes. */
export type EmbeddingEncoding = (typeof EMBEDDING_ENCODINGS)[number];
