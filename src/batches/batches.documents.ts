import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef } from '../http/api-documents.js';
import { IdParameter, PageParameters, ProviderParameter } from '../uploads/stored-object-documents.js';

const ID = 'batch_0b3f9c9e-5a55-4a5b-9a83-6d3f3f1f8e11';
const ENDPOINT = '/v1/chat/completions';
const BATCH = {
  id: ID,
  object: 'batch',
  endpoint: ENDPOINT,
  errors: null,
  input_file_id: 'file-batch-0123456789abcdef01234567',
  completion_window: '24h',
  status: 'completed',
  output_file_id: 'file-batch_output-0123456789abcdef01234567',
  error_file_id: null,
  created_at: 1_767_225_600,
  in_progress_at: 1_767_225_610,
  expires_at: null,
  finalizing_at: 1_767_225_700,
  completed_at: 1_767_225_701,
  failed_at: null,
  expired_at: null,
  cancelling_at: null,
  cancelled_at: null,
  request_counts: { total: 2, completed: 2, failed: 0 },
  metadata: { ds_name: 'nightly' },
  provider: 'bailian',
};
const RESULT = {
  index: 0,
  custom_id: '1',
  status_code: 200,
  response: { object: 'chat.completion' },
  error: null,
};
const CREATE_EXAMPLES = {
  file: {
    summary: 'Of an uploaded file',
    value: { input_file_id: BATCH.input_file_id, endpoint: ENDPOINT, completion_window: '24h' },
  },
  inline: {
    summary: 'Of requests that come along',
    value: {
      endpoint: ENDPOINT,
      completion_window: '3d',
      metadata: { provider: 'bailian', ds_name: 'nightly' },
      requests: [
        { custom_id: '1', body: { model: 'qwen-plus', messages: [{ role: 'user', content: 'Hello' }] } },
      ],
    },
  },
};
const UPSTREAM = [
  'upstream_request_limit',
  'upstream_error',
  'upstream_unavailable',
  'upstream_timeout',
] as const;
const OF_ONE = ['invalid_request', 'invalid_api_key', 'not_found', ...UPSTREAM, 'store_unavailable'] as const;

function json(schema: string, example: unknown) {
  return { content: { 'application/json': { schema: schemaRef(schema), example } } };
}

const OfOneBatch = () => applyDecorators(ApiTags('Batches'), IdParameter(ID), ProviderParameter());

/** POST /v1/batches in the API document. */
export const CreateDocuments = () =>
  applyDecorators(
    ApiTags('Batches'),
    ApiOperation({
      operationId: 'createBatch',
      summary: 'Create a batch',
      description:
        'Of `input_file_id`, at the instance that has the file; or of `requests`, which the gateway checks as the lines ' +
        'of a file and uploads, at the instance of `metadata.provider` or the one that serves their model.',
    }),
    ApiBody({ required: true, schema: schemaRef('BatchRequest'), examples: CREATE_EXAMPLES }),
    ApiResponse({ status: 200, description: 'The batch.', ...json('Batch', BATCH) }),
    ApiErrors(
      ...(['invalid_request', 'not_found', ...BODY_ERRORS, 'upload_space_full'] as const),
      ...UPSTREAM,
      'store_unavailable',
    ),
  );

/** GET /v1/batches */
export const ListDocuments = () =>
  applyDecorators(
    ApiTags('Batches'),
    ApiOperation({
      operationId: 'listBatches',
      summary: 'List batches',
      description:
        'Of all instances, the newest first. Further parameters, such as `ds_name`, go to the upstream.',
    }),
    ApiQuery({ name: 'status', required: false, schema: { type: 'string' }, example: 'in_progress' }),
    PageParameters({ usual: 20, most: 100 }),
    ApiResponse({
      status: 200,
      description: 'A page.',
      ...json('BatchList', { object: 'list', data: [BATCH], first_id: ID, last_id: ID, has_more: false }),
    }),
    ApiErrors('invalid_request', 'invalid_api_key', 'not_found', ...UPSTREAM, 'store_unavailable'),
  );

/** GET /v1/batches/{id} */
export const RetrieveDocuments = () =>
  applyDecorators(
    OfOneBatch(),
    ApiOperation({ operationId: 'retrieveBatch', summary: 'Retrieve a batch' }),
    ApiResponse({ status: 200, description: 'The batch.', ...json('Batch', BATCH) }),
    ApiErrors(...OF_ONE),
  );

/** POST /v1/batches/{id}/cancel */
export const CancelDocuments = () =>
  applyDecorators(
    OfOneBatch(),
    ApiOperation({
      operationId: 'cancelBatch',
      summary: 'Cancel a batch',
      description: 'Answers that were made by then stay in the output file. A batch that has ended is a 400.',
    }),
    ApiResponse({
      status: 200,
      description: 'The batch.',
      ...json('Batch', { ...BATCH, status: 'cancelling' }),
    }),
    ApiErrors(...OF_ONE),
  );

/** GET /v1/batches/{id}/results */
export const ResultsDocuments = () =>
  applyDecorators(
    OfOneBatch(),
    ApiOperation({
      operationId: 'readBatchResults',
      summary: 'Read the answers of a batch',
      description:
        'The lines of the output file, then those of the error file, streamed. A batch without either has an empty list. ' +
        'Should a file break off upstream the connection ends early.',
    }),
    ApiResponse({
      status: 200,
      description: 'All answers.',
      ...json('BatchResults', { object: 'list', batch_id: ID, status: 'completed', data: [RESULT] }),
    }),
    ApiErrors(...OF_ONE, 'conflict'),
  );
