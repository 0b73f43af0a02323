import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef } from '../http/api-documents.js';

const MESSAGES = [{ role: 'user', content: 'Why is the sky blue?' }];
const EMBEDDING_MODEL = 'text-embedding-v4';

const EXAMPLES = {
  chat: { summary: 'A chat request', value: { model: 'qwen-plus', max_tokens: 256, messages: MESSAGES } },
  embeddings: {
    summary: 'An embeddings request, named',
    value: { endpoint: 'embeddings', model: EMBEDDING_MODEL, input: ['sky', 'sea'], dimensions: 256 },
  },
};

const ESTIMATE = 'by kinds of characters, within about 20 % for ordinary Chinese and English';
const PROVIDER = { name: 'bailian', type: 'bailian', region: 'beijing', host: 'dashscope.aliyuncs.com' };

const ANSWERS = {
  chat: {
    value: {
      object: 'explanation',
      endpoint: 'chat',
      model: { requested: 'qwen-plus', upstream: 'qwen-plus', is_listed: true },
      provider: PROVIDER,
      requests: [
        {
          method: 'POST',
          path: '/compatible-mode/v1/chat/completions',
          body: { model: 'qwen-plus', messages: MESSAGES, max_completion_tokens: 256 },
        },
      ],
      adaptations: ['max_tokens'],
      limits: { context_window: 1_000_000, max_input_tokens: 997_952, max_output_tokens: 32_768 },
      estimated_input_tokens: 14,
      estimate: ESTIMATE,
    },
  },
  embeddings: {
    value: {
      object: 'explanation',
      endpoint: 'embeddings',
      model: { requested: EMBEDDING_MODEL, upstream: EMBEDDING_MODEL, is_listed: true },
      provider: PROVIDER,
      requests: [
        {
          method: 'POST',
          path: '/compatible-mode/v1/embeddings',
          body: { model: EMBEDDING_MODEL, input: ['sky', 'sea'], encoding_format: 'float', dimensions: 256 },
        },
      ],
      adaptations: [],
      limits: { embedding: { max_rows: 10, max_tokens_per_row: 8192, default_dimensions: 1024 } },
      estimated_input_tokens: 2,
      estimate: ESTIMATE,
    },
  },
};

/** POST /v1/explain in the API document. */
export const ExplainDocuments = () =>
  applyDecorators(
    ApiTags('Explain'),
    ApiOperation({
      operationId: 'explainRequest',
      summary: 'Explain what would become of a request',
      description:
        'Takes the body of a chat, embeddings, rerank, Responses or Messages request, checks it as its own route does, and answers with the ' +
        'provider and the exact requests that the upstream would get. Nothing is sent, nothing is charged.',
    }),
    ApiBody({ required: true, schema: schemaRef('ExplainRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'Provider, upstream requests, limits, and an estimate of the input.',
      content: { 'application/json': { schema: schemaRef('Explanation'), examples: ANSWERS } },
    }),
    ApiErrors('invalid_request', ...BODY_ERRORS, 'model_not_found', 'upstream_unavailable'),
  );
