import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Min,
} from 'class-validator';
import type { MessageParam, MessagesRequest } from '../../contracts/messages.js';
import { EachIsObject } from './each-is-object.decorator.js';

/** What the edge reads of a Messages request; everything else is checked where it is translated. */
export class MessagesDto implements MessagesRequest {
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model: string = undefined as unknown as string;

  @EachIsObject()
  @ArrayNotEmpty({ message: 'messages must not be empty' })
  @IsArray({ message: 'messages must be a list of messages' })
  messages: MessageParam[] = undefined as unknown as MessageParam[];

  @IsOptional()
  @Min(1, { message: 'max_tokens must be at least 1' })
  @IsInt({ message: 'max_tokens must be a whole number' })
  max_tokens?: number | null = undefined;

  @IsOptional()
  @IsBoolean({ message: 'stream must be true or false' })
  stream?: boolean | null = undefined;

  [field: string]: unknown;
}
