import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const MODEL = 'text-embedding-v4';
const ANSWER = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.0125, -0.0371, 0.0462] }],
  model: MODEL,
  usage: { prompt_tokens: 7, total_tokens: 7 },
};
const EXAMPLES = {
  one: { summary: 'One text', value: { model: MODEL, input: 'Why is the sky blue?' } },
  several: {
    summary: 'Several texts, short vectors',
    value: { model: MODEL, input: ['sky', 'sea'], dimensions: 256, encoding_format: 'float' },
  },
};

/** POST /v1/embeddings in the API document. */
export const EmbeddingsDocuments = () =>
  applyDecorators(
    ApiTags('Embeddings'),
    ApiOperation({
      operationId: 'createEmbeddings',
      summary: 'Create embeddings',
      description:
        'More rows than the model takes in one request are split, asked for side by side, and put together in order; ' +
        'if one part fails, the whole request does. `x-gateway-adapted` then lists `input`.',
    }),
    ApiBody({ required: true, schema: schemaRef('EmbeddingsRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'One vector for each text, in order.',
      content: { 'application/json': { schema: schemaRef('EmbeddingList'), example: ANSWER } },
    }),
    ApiErrors(
      'invalid_request',
      'context_length_exceeded',
      'content_filter',
      ...BODY_ERRORS,
      ...UPSTREAM_ERRORS,
    ),
  );
