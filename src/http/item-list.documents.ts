import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { type Schemas, schemaRef } from './api-documents.js';

const NULLABLE_TEXT = { type: ['string', 'null'] };

export const ITEM_SCHEMAS: Schemas = {
  ItemList: {
    type: 'object',
    required: ['object', 'data', 'first_id', 'last_id', 'has_more'],
    properties: {
      object: { type: 'string', enum: ['list'] },
      data: { type: 'array', items: schemaRef('ResponseItem') },
      first_id: NULLABLE_TEXT,
      last_id: { ...NULLABLE_TEXT, description: 'The `after` of the next page.' },
      has_more: { type: 'boolean' },
    },
  },
  Deleted: {
    type: 'object',
    required: ['id', 'object', 'deleted'],
    properties: {
      id: { type: 'string' },
      object: { type: 'string' },
      deleted: { type: 'boolean', enum: [true] },
    },
  },
};

/** Documents an answer that is a list of items, and the parameters that choose a page of it. */
export function ApiItemList(description: string, { isPaged }: { readonly isPaged: boolean }) {
  const answer = ApiResponse({
    status: 200,
    description,
    content: { 'application/json': { schema: schemaRef('ItemList') } },
  });
  if (!isPaged) return answer;
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    }),
    ApiQuery({
      name: 'order',
      required: false,
      description: 'asc: the oldest first.',
      schema: { type: 'string', enum: ['asc', 'desc'], default: 'desc' },
    }),
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The id that the page before ended with.',
      schema: { type: 'string' },
    }),
    answer,
  );
}
