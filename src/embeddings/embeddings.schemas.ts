import { type Schemas, schemaRef } from '../http/api-documents.js';

/** The API document's view of embeddings. Only what the gateway reads is described in full. */
export const EMBEDDINGS_SCHEMAS: Schemas = {
  EmbeddingsRequest: {
    type: 'object',
    description: "OpenAI's request. Fields that are not named here go to the upstream as they are.",
    required: ['model', 'input'],
    additionalProperties: true,
    properties: {
      model: { type: 'string', description: 'As GET /v1/models lists it, or `provider/model`.' },
      input: {
        description:
          'Texts. Lists of token numbers are refused; in LangChain set `check_embedding_ctx_length=False`.',
        oneOf: [{ type: 'string' }, { type: 'array', minItems: 1, items: { type: 'string' } }],
      },
      encoding_format: {
        description: 'The upstream is always asked for float; base64 is made of it here.',
        anyOf: [{ type: 'string', enum: ['float', 'base64'] }, { type: 'null' }],
        default: 'float',
      },
      dimensions: {
        type: ['integer', 'null'],
        minimum: 1,
        description: 'The length of the vectors; checked where the lengths of the model are known.',
      },
    },
  },
  EmbeddingList: {
    type: 'object',
    required: ['object', 'data', 'model'],
    additionalProperties: true,
    properties: {
      object: { type: 'string', enum: ['list'] },
      data: { type: 'array', items: schemaRef('Embedding') },
      model: { type: 'string' },
      usage: {
        type: 'object',
        required: ['prompt_tokens', 'total_tokens'],
        additionalProperties: true,
        properties: { prompt_tokens: { type: 'integer' }, total_tokens: { type: 'integer' } },
      },
    },
  },
  Embedding: {
    type: 'object',
    required: ['object', 'index', 'embedding'],
    additionalProperties: true,
    properties: {
      object: { type: 'string', enum: ['embedding'] },
      index: { type: 'integer' },
      embedding: {
        description: 'With base64 the little-endian float32 values.',
        oneOf: [{ type: 'array', items: { type: 'number' } }, { type: 'string' }],
      },
    },
  },
};
