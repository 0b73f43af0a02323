import { Equals, IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import type { RerankDocument, RerankRequest } from '../../contracts/rerank.js';
import { IsDocumentList } from './is-document-list.decorator.js';

/** What the gateway reads of a rerank request. The decorators nearest to a property are checked first. */
export class RerankDto implements RerankRequest {
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model: string = undefined as unknown as string;

  @IsNotEmpty({ message: 'query must not be empty' })
  @IsString({ message: 'query must be a text' })
  query: string = undefined as unknown as string;

  @IsDocumentList()
  documents: RerankDocument[] = undefined as unknown as RerankDocument[];

  @IsOptional()
  @Min(1, { message: 'top_n must be at least 1' })
  @IsInt({ message: 'top_n must be a whole number' })
  top_n?: number | null = undefined;

  @IsOptional()
  @IsBoolean({ message: 'return_documents must be true or false' })
  return_documents?: boolean | null = undefined;

  /** The edge would answer with events. */
  @IsOptional()
  @Equals(false, { message: 'stream must be false: a ranking comes in one answer' })
  stream?: false | null = undefined;

  [field: string]: unknown;
}
