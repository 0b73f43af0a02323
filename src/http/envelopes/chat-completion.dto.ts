import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Min,
} from 'class-validator';
import type { ChatCompletionRequest, ChatMessage, StreamOptions } from '../../contracts/chat-completion.js';
import { EachIsObject } from './each-is-object.decorator.js';

/** What the gateway reads of a chat request. The decorators nearest to a property are checked first. */
export class ChatCompletionDto implements ChatCompletionRequest {
  @IsNotEmpty({ message: 'model must not be empty' })
  @IsString({ message: 'model must be a string' })
  model: string = undefined as unknown as string;

  @EachIsObject()
  @ArrayNotEmpty({ message: 'messages must not be empty' })
  @IsArray({ message: 'messages must be a list of messages' })
  messages: ChatMessage[] = undefined as unknown as ChatMessage[];

  @IsOptional()
  @IsBoolean({ message: 'stream must be true or false' })
  stream?: boolean | null = undefined;

  @IsOptional()
  @IsObject({ message: 'stream_options must be an object' })
  stream_options?: StreamOptions | null = undefined;

  @IsOptional()
  @Min(1, { message: 'max_tokens must be at least 1' })
  @IsInt({ message: 'max_tokens must be a whole number' })
  max_tokens?: number | null = undefined;

  @IsOptional()
  @Min(1, { message: 'max_completion_tokens must be at least 1' })
  @IsInt({ message: 'max_completion_tokens must be a whole number' })
  max_completion_tokens?: number | null = undefined;

  [field: string]: unknown;
}
