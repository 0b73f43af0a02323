import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ApiErrors, schemaRef } from '../http/api-documents.js';
import { IdParameter, PageParameters, ProviderParameter } from '../uploads/stored-object-documents.js';

const ID = 'file-batch-0123456789abcdef01234567';
const FILE = {
  id: ID,
  object: 'file',
  bytes: 1_048_576,
  created_at: 1_767_225_600,
  filename: 'input.jsonl',
  purpose: 'batch',
  status: 'processed',
  provider: 'bailian',
};
const UPSTREAM = [
  'upstream_request_limit',
  'upstream_error',
  'upstream_unavailable',
  'upstream_timeout',
] as const;
const OF_ONE = ['invalid_request', 'invalid_api_key', 'not_found', ...UPSTREAM, 'store_unavailable'] as const;
const UPLOADING = `Multipart, its parts in any order. A file whose \`purpose\` came first and is not \`batch\` streams through;
every other one is kept on disk until it is complete, at most 500 MB. The instance is \`?provider=\`, or a field \`provider\`
before the file, or for a batch the one that serves the model of its lines, or the first.

Every line of a \`batch\` file is checked before the upstream gets any of it; the 400 names the lines that are wrong. A
model's name is replaced by the upstream's, and \`max_tokens\` becomes \`max_completion_tokens\` for Model Studio; every
other byte stays. \`bytes\` is the size of the file as the upstream has it.`;

function json(schema: string, example: unknown) {
  return { content: { 'application/json': { schema: schemaRef(schema), example } } };
}

/** POST /v1/files in the API document. */
export const UploadDocuments = () =>
  applyDecorators(
    ApiTags('Files'),
    ApiOperation({ operationId: 'uploadFile', summary: 'Upload a file', description: UPLOADING }),
    ProviderParameter(),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      required: true,
      schema: schemaRef('FileUpload'),
      examples: { batch: { value: { purpose: 'batch', file: '{"custom_id": "1", …}' } } },
    }),
    ApiResponse({ status: 200, description: 'The file.', ...json('File', FILE) }),
    ApiErrors(
      ...([
        'invalid_request',
        'invalid_api_key',
        'not_found',
        'request_too_large',
        'upload_space_full',
      ] as const),
      ...UPSTREAM,
      'store_unavailable',
      'shutting_down',
    ),
  );

/** GET /v1/files */
export const ListDocuments = () =>
  applyDecorators(
    ApiTags('Files'),
    ApiOperation({
      operationId: 'listFiles',
      summary: 'List files',
      description: 'Of all instances, the newest first. Further parameters go to the upstream.',
    }),
    ApiQuery({ name: 'purpose', required: false, schema: { type: 'string' }, example: 'batch' }),
    PageParameters({ usual: 10_000, most: 10_000 }),
    ApiResponse({
      status: 200,
      description: 'A page.',
      ...json('FileList', { object: 'list', data: [FILE], first_id: ID, last_id: ID, has_more: false }),
    }),
    ApiErrors('invalid_request', 'invalid_api_key', 'not_found', ...UPSTREAM, 'store_unavailable'),
  );

/** GET /v1/files/{id} */
export const RetrieveDocuments = () =>
  applyDecorators(
    ApiTags('Files'),
    ApiOperation({ operationId: 'retrieveFile', summary: 'Retrieve a file' }),
    IdParameter(ID),
    ProviderParameter(),
    ApiResponse({ status: 200, description: 'The file.', ...json('File', FILE) }),
    ApiErrors(...OF_ONE),
  );

/** DELETE /v1/files/{id} */
export const DeleteDocuments = () =>
  applyDecorators(
    ApiTags('Files'),
    ApiOperation({ operationId: 'deleteFile', summary: 'Delete a file' }),
    IdParameter(ID),
    ProviderParameter(),
    ApiResponse({
      status: 200,
      description: 'It is deleted.',
      ...json('DeletedFile', { id: ID, object: 'file', deleted: true }),
    }),
    ApiErrors(...OF_ONE),
  );

/** GET /v1/files/{id}/content */
export const ContentDocuments = () =>
  applyDecorators(
    ApiTags('Files'),
    ApiOperation({
      operationId: 'downloadFile',
      summary: 'Read the bytes of a file',
      description:
        'Streamed, with the length, type and ranges that the upstream has. Model Studio lets only output and error ' +
        'files of batches be read, and knows neither length nor ranges. A download that breaks off upstream ends the connection.',
    }),
    IdParameter('file-batch_output-0123456789abcdef01234567'),
    ProviderParameter(),
    ApiHeader({ name: 'range', required: false, schema: { type: 'string' }, example: 'bytes=0-1023' }),
    ApiResponse({ status: 200, description: 'The bytes.', content: { 'application/octet-stream': BINARY } }),
    ApiResponse({ status: 206, description: 'A part.', content: { 'application/octet-stream': BINARY } }),
    ApiErrors(...OF_ONE, 'range_not_satisfiable'),
  );

const BINARY = { schema: { type: 'string', format: 'binary' } };
