import { IsNotEmpty, IsOptional, IsString } from 'class-validator';

/** What is read of a request whose tokens are counted. Everything else is as in a request for a response. */
export class InputTokensDto {
  /** Without one no rules of a model are applied. */
  @IsOptional()
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model?: string | null = undefined;

  [field: string]: unknown;
}
