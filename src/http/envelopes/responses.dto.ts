import { IsBoolean, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import type { ResponsesItem, ResponsesRequest } from '../../contracts/responses.js';

/** What the edge reads of a Responses request; everything else is checked where it is translated. */
export class ResponsesDto implements ResponsesRequest {
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model: string = undefined as unknown as string;

  @IsOptional()
  @IsBoolean({ message: 'stream must be true or false' })
  stream?: boolean | null = undefined;

  input?: string | ResponsesItem[] | null;
  instructions?: string | null;
  store?: boolean | null;
  previous_response_id?: string | null;
  conversation?: string | { id: string } | null;
  [field: string]: unknown;
  tools?: Record<string, unknown>[] | null;
}
