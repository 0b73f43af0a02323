import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const REQUEST_ERRORS = [
  'invalid_request',
  'previous_response_not_found',
  'not_found',
  'store_unavailable',
  ...BODY_ERRORS,
] as const;

/** POST /v1/responses/input_tokens in the API document. */
export const InputTokensDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'countInputTokens',
      summary: 'Estimate the tokens of an input',
      description:
        'History and tools included. By kinds of characters, within about 20 % for ordinary Chinese and English; images are ' +
        'not in it. `x-gateway-estimated` says that it is an estimate.',
    }),
    ApiBody({ required: true, schema: schemaRef('ResponsesRequest') }),
    ApiResponse({
      status: 200,
      description: 'About how many.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['object', 'input_tokens'],
            properties: {
              object: { type: 'string', enum: ['response.input_tokens'] },
              input_tokens: { type: 'integer' },
            },
          },
          example: { object: 'response.input_tokens', input_tokens: 14 },
        },
      },
    }),
    ApiErrors('model_not_found', ...REQUEST_ERRORS),
  );

/** POST /v1/responses/compact in the API document. */
export const CompactDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'compactResponse',
      summary: 'Compact a conversation',
      description:
        'The model summarises the input and what came before it. The answer has what the user said, as it was, and one sealed ' +
        'item with the summary: all of it goes into the `input` of later requests in place of the rest. Nothing is stored.',
    }),
    ApiBody({ required: true, schema: schemaRef('ResponsesRequest') }),
    ApiResponse({
      status: 200,
      description: 'The compacted conversation.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['id', 'object', 'created_at', 'output', 'usage'],
            properties: {
              id: { type: 'string' },
              object: { type: 'string', enum: ['response.compaction'] },
              created_at: { type: 'integer' },
              output: { type: 'array', items: schemaRef('ResponseItem') },
              usage: { anyOf: [schemaRef('ResponseUsage'), { type: 'null' }] },
            },
          },
        },
      },
    }),
    ApiErrors('context_length_exceeded', 'content_filter', ...REQUEST_ERRORS, ...UPSTREAM_ERRORS),
  );
