import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
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

const ANTHROPIC_MODEL = {
  type: 'model',
  id: 'qwen-plus',
  display_name: 'qwen-plus',
  created_at: '2026-05-28T20:26:40Z',
  max_input_tokens: 997_952,
  max_tokens: 32_768,
  capabilities: null,
  lifecycle: 'active',
  line: null,
  deprecated_at: null,
  retires_at: null,
};
const IN_ANTHROPICS_FORM = 'With the header `anthropic-version` it is in the form of Anthropic’s API.';

const NULLABLE_COUNT = { type: ['integer', 'null'] };
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
  AnthropicModel: {
    type: 'object',
    description: 'For clients that send `anthropic-version`.',
    required: ['type', 'id', 'display_name', 'created_at'],
    additionalProperties: true,
    properties: {
      type: { type: 'string', enum: ['model'] },
      id: { type: 'string' },
      display_name: { type: 'string' },
      created_at: { type: 'string', description: 'The epoch where it is not known.' },
      max_input_tokens: NULLABLE_COUNT,
      max_tokens: NULLABLE_COUNT,
    },
  },
  AnthropicModelPage: {
    type: 'object',
    required: ['data', 'first_id', 'last_id', 'has_more'],
    properties: {
      data: { type: 'array', items: schemaRef('AnthropicModel') },
      first_id: { type: ['string', 'null'] },
      last_id: { type: ['string', 'null'] },
      has_more: { type: 'boolean' },
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

const AnthropicVersion = () =>
  ApiHeader({
    name: 'anthropic-version',
    required: false,
    description: 'Any value, such as 2023-06-01.',
    schema: { type: 'string' },
  });

const PageQuery = () =>
  applyDecorators(
    ...['after_id', 'before_id'].map((name) =>
      ApiQuery({
        name,
        required: false,
        description: 'In Anthropic’s form: the id of a model that the page comes after or before.',
        schema: { type: 'string' },
      }),
    ),
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'In Anthropic’s form: the most models of a page.',
      schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
    }),
  );

/** GET /v1/models in the API document. */
export const ListModelsDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'listModels',
      summary: 'List the models',
      description: `Plain ids once; \`provider/id\` where an earlier provider has the same id; aliases. ${IN_ANTHROPICS_FORM}`,
    }),
    AnthropicVersion(),
    PageQuery(),
    ApiResponse({
      status: 200,
      description: 'All models of all providers; in Anthropic’s form a page of them.',
      content: {
        'application/json': {
          schema: { oneOf: [schemaRef('ModelList'), schemaRef('AnthropicModelPage')] },
          examples: {
            openai: { value: { object: 'list', data: [QWEN_PLUS] } },
            anthropic: {
              value: {
                data: [ANTHROPIC_MODEL],
                first_id: 'qwen-plus',
                last_id: 'qwen-plus',
                has_more: false,
              },
            },
          },
        },
      },
    }),
    ApiErrors('invalid_request', 'invalid_api_key'),
  );

/** GET /v1/models/{id} in the API document. */
export const RetrieveModelDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'retrieveModel',
      summary: 'Retrieve one model',
      description: `By the id that the list has. Ids may contain slashes. ${IN_ANTHROPICS_FORM}`,
    }),
    AnthropicVersion(),
    ApiParam({ name: 'id', description: 'e.g. qwen-plus', example: 'qwen-plus', schema: { type: 'string' } }),
    ApiResponse({
      status: 200,
      description: 'The model.',
      content: {
        'application/json': {
          schema: { oneOf: [schemaRef('Model'), schemaRef('AnthropicModel')] },
          examples: { openai: { value: QWEN_PLUS }, anthropic: { value: ANTHROPIC_MODEL } },
        },
      },
    }),
    ApiErrors('invalid_api_key', 'model_not_found', 'upstream_unavailable'),
  );
