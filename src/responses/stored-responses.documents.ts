import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiErrors, schemaRef } from '../http/api-documents.js';
import { ApiItemList } from '../http/item-list.documents.js';

const STORED = ['invalid_api_key', 'not_found', 'store_unavailable'] as const;
const ID = 'resp_6f0d2f6c5f0e9d3a8a390d6f5b1c2e77';

const ResponseParam = () =>
  ApiParam({ name: 'id', description: 'The id of the response.', schema: { type: 'string' } });

const ResponseAnswer = () =>
  ApiResponse({
    status: 200,
    description: 'The response.',
    content: { 'application/json': { schema: schemaRef('Response') } },
  });

/** GET /v1/responses/{id} in the API document. */
export const RetrieveResponseDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'retrieveResponse',
      summary: 'Retrieve a response',
      description:
        'With `stream=true` a response that has ended is told as a stream again, each text in one piece; numbers of events ' +
        'differ from those of the first stream. A background response tells its events with their own numbers, also while it is made. ' +
        'The last event always comes.',
    }),
    ResponseParam(),
    ApiQuery({ name: 'stream', required: false, schema: { type: 'boolean', default: false } }),
    ApiQuery({
      name: 'starting_after',
      required: false,
      description: 'The `sequence_number` of the last event that is not wanted.',
      schema: { type: 'integer', minimum: 0 },
    }),
    ApiResponse({
      status: 200,
      description: 'The response: JSON, or events where a stream was asked for.',
      content: {
        'application/json': { schema: schemaRef('Response') },
        'text/event-stream': { schema: { type: 'string' } },
      },
    }),
    ApiErrors('invalid_request', ...STORED),
  );

/** DELETE /v1/responses/{id} in the API document. */
export const DeleteResponseDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'deleteResponse',
      summary: 'Delete a response',
      description: 'With its items. Responses that continue it cannot be continued any more.',
    }),
    ResponseParam(),
    ApiResponse({
      status: 200,
      description: 'It is deleted.',
      content: {
        'application/json': {
          schema: schemaRef('Deleted'),
          example: { id: ID, object: 'response', deleted: true },
        },
      },
    }),
    ApiErrors(...STORED),
  );

/** POST /v1/responses/{id}/cancel in the API document. */
export const CancelResponseDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'cancelResponse',
      summary: 'Cancel a background response',
      description:
        'Whether it waits or is being made, on whichever replica. One that has ended stays as it is and is returned; of a response ' +
        'that was not made in the background closing the connection is the end.',
    }),
    ResponseParam(),
    ResponseAnswer(),
    ApiErrors('invalid_request', ...STORED),
  );

/** GET /v1/responses/{id}/input_items in the API document. */
export const ListInputItemsDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'listInputItems',
      summary: 'List what a response was an answer to',
      description: 'Input and output of the responses before it, and its own input.',
    }),
    ResponseParam(),
    ApiItemList('A page of items.', { isPaged: true }),
    ApiErrors('invalid_request', ...STORED),
  );
