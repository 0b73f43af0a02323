import type { Schemas } from '../http/api-documents.js';

const COUNT = { type: 'integer' };

/** The API document's view of explanations. */
export const EXPLAIN_SCHEMAS: Schemas = {
  ExplainRequest: {
    type: 'object',
    description: 'The body of the request that is to be explained.',
    required: ['model'],
    additionalProperties: true,
    properties: {
      endpoint: {
        type: ['string', 'null'],
        enum: ['chat', 'embeddings', 'rerank', 'responses', 'messages', null],
        description:
          'Which route it is for. Without it `messages` means chat, `input` embeddings, `documents` rerank. Not sent on.',
      },
      model: { type: 'string', description: 'As GET /v1/models lists it, or `provider/model`.' },
    },
  },
  Explanation: {
    type: 'object',
    required: [
      'object',
      'endpoint',
      'model',
      'provider',
      'requests',
      'adaptations',
      'limits',
      'estimated_input_tokens',
      'estimate',
    ],
    properties: {
      object: { type: 'string', enum: ['explanation'] },
      endpoint: { type: 'string', enum: ['chat', 'embeddings', 'rerank', 'responses', 'messages'] },
      model: {
        type: 'object',
        required: ['requested', 'upstream', 'is_listed'],
        properties: {
          requested: { type: 'string' },
          upstream: { type: 'string', description: "The provider's own name of it." },
          is_listed: { type: 'boolean', description: 'Whether a list of models has it.' },
        },
      },
      provider: {
        type: 'object',
        required: ['name', 'type', 'host'],
        properties: {
          name: { type: 'string' },
          type: { type: 'string' },
          region: { type: 'string', description: 'Where it is known.' },
          host: { type: 'string' },
        },
      },
      requests: {
        type: 'array',
        description: 'What the upstream would get, less credentials: one request, or one for each part.',
        items: {
          type: 'object',
          required: ['method', 'path', 'body'],
          properties: {
            method: { type: 'string', enum: ['POST'] },
            path: { type: 'string' },
            body: { type: 'object', additionalProperties: true },
          },
        },
      },
      adaptations: {
        type: 'array',
        items: { type: 'string' },
        description: "The client's fields that would be changed, as in `x-gateway-adapted`.",
      },
      limits: {
        type: 'object',
        description: 'Of the model, as far as they are known; tokens, unless the name says otherwise.',
        properties: {
          context_window: COUNT,
          max_input_tokens: COUNT,
          max_output_tokens: COUNT,
          max_thinking_budget: COUNT,
          embedding: {
            type: 'object',
            properties: {
              max_rows: { ...COUNT, description: 'Of one upstream request; more are split.' },
              max_tokens_per_row: COUNT,
              dimensions: {
                description: 'All lengths of vectors, or their bounds.',
                oneOf: [
                  { type: 'array', items: COUNT },
                  { type: 'object', required: ['from', 'to'], properties: { from: COUNT, to: COUNT } },
                ],
              },
              default_dimensions: COUNT,
            },
          },
          rerank: {
            type: 'object',
            properties: {
              max_documents: COUNT,
              max_tokens_per_document: {
                ...COUNT,
                description: 'The rest of a longer one is not looked at.',
              },
              max_tokens: { ...COUNT, description: 'The query counts once for every document.' },
            },
          },
        },
      },
      estimated_input_tokens: COUNT,
      estimate: {
        type: 'string',
        description: 'How it was estimated, and what is not in it, such as images.',
      },
    },
  },
};
