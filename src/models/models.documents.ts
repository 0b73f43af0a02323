import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiErrors, type Schemas, schemaRef } from '../http/api-documents.js';

const QWEN_PLUS = {
  id: 'qwen-plus',
  object: 'model',
  created: 1_780_000_000,
  owned_by: 'system',
  provider: 'bailian',
  context_window: 1_000_000,
  max_input_tokens: 997_952,
  max_output_tokens: 32_768,
  input_modalities: ['text'],
  output_modalities: ['text'],
  capabilities: ['chat', 'thinking', 'tools', 'json_mode', 'web_search'],
};

const MODALITIES = { type: 'array', items: { type: 'string', enum: ['text', 'image', 'audio', 'video'] } };

export const MODEL_SCHEMAS: Schemas = {
  Model: {
    type: 'object',
    description: "OpenAI's object, the provider, and of the rest what is known of the model.",
    required: ['id', 'object', 'created', 'owned_by', 'provider'],
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['model'] },
      created: { type: 'integer', description: 'Unix seconds; 0 where it is not known.' },
      owned_by: { type: 'string' },
      provider: { type: 'string', description: 'The provider instance that serves it.' },
      context_window: { type: 'integer', description: 'Tokens of input and output together.' },
      max_input_tokens: { type: 'integer', description: 'Of an embedding model the tokens of one row.' },
      max_output_tokens: { type: 'integer' },
      input_modalities: MODALITIES,
      output_modalities: MODALITIES,
      capabilities: {
        type: 'array',
        items: { type: 'string' },
        description:
          'chat, embeddings or rerank, then thinking, tools, json_mode, json_schema, web_search, n, logprobs, top_k. ' +
          'One that is missing is not known to be there.',
      },
    },
  },
  ModelList: {
    type: 'object',
    required: ['object', 'data'],
    properties: {
      object: { type: 'string', enum: ['list'] },
      data: { type: 'array', items: schemaRef('Model') },
    },
  },
};

/** GET /v1/models in the API document. */
export const ListModelsDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'listModels',
      summary: 'List the models',
      description: 'Plain ids once; `provider/id` where an earlier provider has the same id; aliases.',
    }),
    ApiResponse({
      status: 200,
      description: 'All models of all providers.',
      content: {
        'application/json': {
          schema: schemaRef('ModelList'),
          example: { object: 'list', data: [QWEN_PLUS] },
        },
      },
    }),
    ApiErrors('invalid_api_key'),
  );

/** GET /v1/models/{id} in the API document. */
export const RetrieveModelDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'retrieveModel',
      summary: 'Retrieve one model',
      description: 'By the id that the list has. Ids may contain slashes.',
    }),
    ApiParam({ name: 'id', description: 'e.g. qwen-plus', example: 'qwen-plus', schema: { type: 'string' } }),
    ApiResponse({
      status: 200,
      description: 'The model.',
      content: { 'application/json': { schema: schemaRef('Model'), example: QWEN_PLUS } },
    }),
    ApiErrors('invalid_api_key', 'model_not_found', 'upstream_unavailable'),
  );
