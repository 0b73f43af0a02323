import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { ErrorKindName } from '../contracts/error-kinds.js';
import { ApiErrors, BODY_ERRORS, schemaRef } from '../http/api-documents.js';

/** What the API document says of one operation of the administration. */
interface AdminOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** 200 unless it creates. */
  readonly status?: 200 | 201;
  /** The schema of the answer, and an example. */
  readonly answer: string;
  readonly example: unknown;
  readonly body?: { readonly schema: string; readonly example: unknown; readonly isOptional?: boolean };
  readonly path?: readonly string[];
  readonly isPaged?: boolean;
  readonly takesIfMatch?: boolean;
  readonly takesIdempotencyKey?: boolean;
  readonly filters?: readonly string[];
}

const TEXT = { type: 'string' } as const;

/** Documents an operation: parameters, body, answer and errors. */
export function AdminDocuments(operation: AdminOperation): MethodDecorator {
  const { operationId, summary, description, status = 200, answer, example, body, path = [] } = operation;
  return applyDecorators(
    ApiOperation({ operationId, summary, ...(description === undefined ? {} : { description }) }),
    ...path.map((name) => ApiParam({ name, schema: TEXT })),
    ...parameters(operation),
    ...(body === undefined
      ? []
      : [
          ApiBody({
            required: body.isOptional !== true,
            schema: schemaRef(body.schema),
            examples: { usual: { value: body.example } },
          }),
        ]),
    ApiResponse({
      status,
      description: summary,
      content: { 'application/json': { schema: schemaRef(answer), example } },
    }),
    ApiErrors(...errors(operation)),
  );
}

function parameters({ isPaged, takesIfMatch, takesIdempotencyKey, filters = [] }: AdminOperation) {
  const page = [
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    }),
    ApiQuery({ name: 'cursor', required: false, description: '`next_cursor` of a page.', schema: TEXT }),
  ];
  return [
    ...(isPaged === true ? page : []),
    ...filters.map((name) => ApiQuery({ name, required: false, schema: TEXT })),
    ...(takesIfMatch === true
      ? [
          ApiHeader({
            name: 'If-Match',
            required: false,
            description: 'The ETag that you know; 412 for an older one.',
          }),
        ]
      : []),
    ...(takesIdempotencyKey === true
      ? [
          ApiHeader({
            name: 'Idempotency-Key',
            required: false,
            description: 'For a day, the same key and body give the same answer, and nothing new.',
          }),
        ]
      : []),
  ];
}

function errors({
  body,
  path,
  takesIfMatch,
  takesIdempotencyKey,
  isPaged,
}: AdminOperation): readonly ErrorKindName[] {
  return [
    ...(body === undefined ? (['invalid_api_key'] as const) : BODY_ERRORS),
    ...(body === undefined && isPaged !== true ? [] : (['invalid_request'] as const)),
    'permission_denied',
    ...(path === undefined ? [] : (['not_found'] as const)),
    ...(takesIfMatch === true ? (['precondition_failed'] as const) : []),
    ...(takesIfMatch === true || takesIdempotencyKey === true ? (['conflict'] as const) : []),
    'store_unavailable',
  ];
}
