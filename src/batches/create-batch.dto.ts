import { ArrayNotEmpty, IsArray, IsNotEmpty, IsObject, IsOptional, IsString } from 'class-validator';

/** What the gateway reads of a request for a batch. The decorators nearest to a property are checked first. */
export class CreateBatchDto {
  @IsNotEmpty({ message: 'endpoint must not be empty' })
  @IsString({ message: 'endpoint must be a string, such as /v1/chat/completions' })
  endpoint: string = undefined as unknown as string;

  @IsOptional()
  @IsString({ message: 'completion_window must be a string, such as 24h' })
  completion_window?: string | null = undefined;

  @IsOptional()
  @IsNotEmpty({ message: 'input_file_id must not be empty' })
  @IsString({ message: 'input_file_id must be a string' })
  input_file_id?: string | null = undefined;

  @IsOptional()
  @ArrayNotEmpty({ message: 'requests must not be empty' })
  @IsArray({ message: 'requests must be a list of {custom_id, body}' })
  requests?: unknown[] | null = undefined;

  @IsOptional()
  @IsObject({ message: 'metadata must be an object' })
  metadata?: Record<string, unknown> | null = undefined;

  [field: string]: unknown;
}
