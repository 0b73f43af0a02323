import { applyDecorators } from '@nestjs/common';
import { ApiParam, ApiQuery } from '@nestjs/swagger';
import type { Schemas } from '../http/api-documents.js';

/** The query parameters that all routes of stored objects, or all lists of them, share. */
export const ProviderParameter = () =>
  ApiQuery({
    name: 'provider',
    required: false,
    description: 'The instance to ask; by default the one that has it, or all.',
    schema: { type: 'string' },
    example: 'bailian',
  });

export const IdParameter = (example: string) =>
  ApiParam({ name: 'id', description: "The upstream's id.", schema: { type: 'string' }, example });

export const PageParameters = ({ usual, most }: { readonly usual: number; readonly most: number }) =>
  applyDecorators(
    ApiQuery({
      name: 'after',
      required: false,
      description: 'The id that the page before ended with.',
      schema: { type: 'string' },
    }),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: most, default: usual },
    }),
    ApiQuery({
      name: 'order',
      required: false,
      description: 'By the time of making; `asc` reads the whole list.',
      schema: { type: 'string', enum: ['desc', 'asc'], default: 'desc' },
    }),
    ProviderParameter(),
  );

/** The fields of a list whose items have the schema. */
export function listSchema(item: { readonly $ref: string }): Schemas[string] {
  return {
    type: 'object',
    required: ['object', 'data', 'first_id', 'last_id', 'has_more'],
    properties: {
      object: { type: 'string', enum: ['list'] },
      data: { type: 'array', items: item },
      first_id: { type: ['string', 'null'] },
      last_id: { type: ['string', 'null'] },
      has_more: { type: 'boolean' },
    },
  };
}
