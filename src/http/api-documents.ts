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

/** Operations that features add to the API document themselves, by path and method. */
export type Paths = Readonly<OpenAPIObject['paths']>;

export function schemaRef(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** Documents the errors of an operation, an example for each kind. */
export function ApiErrors(...kinds: readonly ErrorKindName[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...Object.entries(errorResponses(...kinds)).map(([status, response]) =>
      ApiResponse({ status: Number(status), ...response }),
    ),
  );
}

interface ErrorResponse {
  description: string;
  content: Record<
    string,
    { schema: ReturnType<typeof schemaRef>; examples: Record<string, { value: unknown }> }
  >;
}

/** The same for an operation that no controller has, by status. */
export function errorResponses(...kinds: readonly ErrorKindName[]): Record<string, ErrorResponse> {
  const statuses = [...new Set(kinds.map((kind) => ERROR_KINDS[kind].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = kinds.filter((kind) => ERROR_KINDS[kind].status === status);
      const examples = Object.fromEntries(ofStatus.map((kind) => [kind, { value: exampleOf(kind) }]));
      const content = { 'application/json': { schema: schemaRef('Error'), examples } };
      return [String(status), { description: ofStatus.join(', '), content }];
    }),
  );
}

function exampleOf(kindName: ErrorKindName): unknown {
  const { type, code } = ERROR_KINDS[kindName];
  return { error: { message: 'What is wrong and what to do.', type, param: null, code } };
}
