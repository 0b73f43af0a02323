import { Equals, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import {
  EMBEDDING_ENCODINGS,
  type EmbeddingEncoding,
  type EmbeddingsRequest,
} from '../../contracts/embeddings.js';
import { IsEmbeddingInput } from './is-embedding-input.decorator.js';

/** What the gateway reads of an embeddings request. The decorators nearest to a property are checked first. */
export class EmbeddingsDto implements EmbeddingsRequest {
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model: string = undefined as unknown as string;

  @IsEmbeddingInput()
  input: string | string[] = undefined as unknown as string;

  @IsOptional()
  @IsIn(EMBEDDING_ENCODINGS, { message: 'encoding_format must be float or base64' })
  encoding_format?: EmbeddingEncoding | null = undefined;

  @IsOptional()
  @Min(1, { message: 'dimensions must be at least 1' })
  @IsInt({ message: 'dimensions must be a whole number' })
  dimensions?: number | null = undefined;

  /** The edge would answer with events. */
  @IsOptional()
  @Equals(false, { message: 'stream must be false: embeddings come in one answer' })
  stream?: false | null = undefined;

  [field: string]: unknown;
}
