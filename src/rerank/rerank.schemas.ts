import { type Schemas, schemaRef } from '../http/api-documents.js';

const DOCUMENT = {
  type: 'object',
  required: ['text'],
  additionalProperties: true,
  properties: { text: { type: 'string' } },
};

/** The API document's view of reranking. Only what the gateway reads is described in full. */
export const RERANK_SCHEMAS: Schemas = {
  RerankRequest: {
    type: 'object',
    description: 'Fields that are not named here, such as `instruct`, go to the upstream as they are.',
    required: ['model', 'query', 'documents'],
    additionalProperties: true,
    properties: {
      model: { type: 'string', description: 'As GET /v1/models lists it, or `provider/model`.' },
      query: { type: 'string', minLength: 1 },
      documents: { type: 'array', minItems: 1, items: { oneOf: [{ type: 'string' }, DOCUMENT] } },
      top_n: { type: ['integer', 'null'], minimum: 1, description: 'So many of the best; all without it.' },
      return_documents: {
        type: ['boolean', 'null'],
        default: false,
        description: 'Puts each document into its result; the upstream is not asked for that.',
      },
      max_tokens_per_doc: {
        type: ['integer', 'null'],
        description:
          'Model Studio has no such field: it is left out there, and reported in `x-gateway-adapted`.',
      },
    },
  },
  RerankList: {
    type: 'object',
    required: ['id', 'object', 'model', 'results'],
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['list'] },
      model: { type: 'string' },
      results: { type: 'array', items: schemaRef('RerankResult') },
      usage: {
        type: 'object',
        required: ['total_tokens'],
        additionalProperties: true,
        properties: { total_tokens: { type: 'integer' } },
      },
    },
  },
  RerankResult: {
    type: 'object',
    required: ['index', 'relevance_score'],
    properties: {
      index: { type: 'integer', description: 'Of the document in the request.' },
      relevance_score: { type: 'number', description: 'To be compared within one answer only.' },
      document: DOCUMENT,
    },
  },
};
