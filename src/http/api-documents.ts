import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { ERROR_KINDS, type ErrorKindName } from '../contracts/error-kinds.js';

/** Names of the two ways to give a key, in the API documents. */
export const BEARER = 'bearer';
export const X_API_KEY = 'x-api-key';

/** Schemas that features add to the API document, by the names that `schemaRef` takes. */
export type Schemas = Readonly<NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>>;

/** What can go wrong with any request that has a body. */
export const BODY_ERRORS = ['invalid_json', 'invalid_api_key', 'request_too_large', 'shutting_down'] as const;

/** What an upstream may do to any request. */
export const UPSTREAM_ERRORS = [
  'model_not_found',
  'upstream_request_limit',
  'upstream_error',
  'upstream_unavailable',
  'upstream_timeout',
] as const;

export const ERROR_SCHEMAS: Schemas = {
  Error: {
    type: 'object',
    description: "OpenAI's error envelope.",
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['message', 'type', 'param', 'code'],
        properties: {
          message: { type: 'string', description: 'What is wrong and what to do.' },
          type: { type: 'string' },
          param: { type: ['string', 'null'], description: 'The field of the request that is wrong.' },
          code: { type: ['string', 'null'] },
          limit: {
            type: 'string',
            enum: ['requests', 'tokens', 'burst'],
            description: 'With 429 of an upstream.',
          },
        },
      },
    },
  },
};

export function schemaRef(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** Documents the errors of an operation, an example for each kind. */
export function ApiErrors(...kinds: readonly ErrorKindName[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(kinds.map((kind) => ERROR_KINDS[kind].status))];
  return applyDecorators(
    ...statuses.map((status) => {
      const ofStatus = kinds.filter((kind) => ERROR_KINDS[kind].status === status);
      return ApiResponse({
        status,
        description: ofStatus.join(', '),
        content: {
          'application/json': {
            schema: schemaRef('Error'),
            examples: Object.fromEntries(ofStatus.map((kind) => [kind, { value: exampleOf(kind) }])),
          },
        },
      });
    }),
  );
}

function exampleOf(kindName: ErrorKindName): unknown {
  const { type, code } = ERROR_KINDS[kindName];
  return { error: { message: 'What is wrong and what to do.', type, param: null, code } };
}
