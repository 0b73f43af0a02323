import { ArrayMaxSize, IsArray, IsOptional } from 'class-validator';
import type { ResponsesItem } from '../contracts/responses.js';
import { EachIsObject } from '../http/envelopes/each-is-object.decorator.js';
import { IsMetadata } from '../http/envelopes/is-metadata.decorator.js';
import type { Metadata } from '../store/responses/conversations.service.js';

const MAX_ITEMS = 20;
const TOO_MANY = { message: `items must be at most ${MAX_ITEMS}; append the others in further requests` };

export class CreateConversationDto {
  @IsOptional()
  @IsMetadata()
  metadata?: Metadata | null = undefined;

  @IsOptional()
  @EachIsObject()
  @ArrayMaxSize(MAX_ITEMS, TOO_MANY)
  @IsArray({ message: 'items must be a list of items' })
  items?: ResponsesItem[] | null = undefined;
}

export class UpdateConversationDto {
  @IsMetadata()
  metadata: Metadata = undefined as unknown as Metadata;
}

export class AppendItemsDto {
  @EachIsObject()
  @ArrayMaxSize(MAX_ITEMS, TOO_MANY)
  @IsArray({ message: 'items must be a list of items' })
  items: ResponsesItem[] = undefined as unknown as ResponsesItem[];
}
