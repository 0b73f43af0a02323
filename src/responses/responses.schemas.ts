import { type Schemas, schemaRef } from '../http/api-documents.js';

const ANY = { type: 'object', additionalProperties: true } as const;
const NULLABLE_TEXT = { type: ['string', 'null'] };
const NULLABLE_COUNT = { type: ['integer', 'null'], minimum: 1 };
const ITEMS = { type: 'array', items: schemaRef('ResponseItem') };

/** The API document's view of Responses. */
export const RESPONSES_SCHEMAS: Schemas = {
  ResponsesRequest: {
    type: 'object',
    description:
      "OpenAI's request. What cannot be served is a 400 that names the field; hints without effect are listed in `x-gateway-adapted`.",
    required: ['model'],
    additionalProperties: true,
    properties: {
      model: { type: 'string', description: 'As GET /v1/models lists it, or `provider/model`.' },
      input: { oneOf: [{ type: 'string' }, ITEMS], description: 'A text, or items.' },
      instructions: NULLABLE_TEXT,
      stream: { type: ['boolean', 'null'], default: false },
      max_output_tokens: { ...NULLABLE_COUNT, description: 'At most this many tokens, reasoning included.' },
      tools: {
        type: ['array', 'null'],
        items: ANY,
        description: 'function, custom, namespace, tool_search; web_search is left out.',
      },
      tool_choice: { description: 'none, auto, required, or an object that names a tool.' },
      parallel_tool_calls: { type: ['boolean', 'null'], default: true },
      text: { ...ANY, description: '`format`: text, json_object or json_schema.' },
      reasoning: { ...ANY, description: '`effort` and `summary`.' },
      include: {
        type: ['array', 'null'],
        items: { type: 'string' },
        description: '`reasoning.encrypted_content` and `message.output_text.logprobs` have effect.',
      },
      store: { type: ['boolean', 'null'], default: true },
      background: {
        type: ['boolean', 'null'],
        default: false,
        description:
          'Queues the response; it is made later, by any replica. Not with `conversation`, nor with `store: false`.',
      },
      previous_response_id: NULLABLE_TEXT,
      conversation: { oneOf: [{ type: 'string' }, ANY, { type: 'null' }] },
    },
  },
  ResponseItem: {
    type: 'object',
    description:
      'A message, reasoning, a call of a tool, its output, or a reference; a message where there is a role and no type.',
    additionalProperties: true,
    properties: { type: { type: 'string' }, id: NULLABLE_TEXT },
  },
  Response: {
    type: 'object',
    required: [
      'id',
      'object',
      'created_at',
      'status',
      'output',
      'usage',
      'error',
      'incomplete_details',
      'model',
    ],
    additionalProperties: true,
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['response'] },
      created_at: { type: 'integer', description: 'Unix seconds.' },
      completed_at: { type: ['integer', 'null'] },
      status: {
        type: 'string',
        enum: ['queued', 'in_progress', 'completed', 'incomplete', 'failed', 'cancelled'],
      },
      model: { type: 'string' },
      output: ITEMS,
      usage: { anyOf: [schemaRef('ResponseUsage'), { type: 'null' }] },
      error: { type: ['object', 'null'], additionalProperties: true },
      incomplete_details: { type: ['object', 'null'], additionalProperties: true },
    },
  },
  ResponseUsage: {
    type: 'object',
    required: [
      'input_tokens',
      'input_tokens_details',
      'output_tokens',
      'output_tokens_details',
      'total_tokens',
    ],
    properties: {
      input_tokens: { type: 'integer' },
      input_tokens_details: ANY,
      output_tokens: { type: 'integer', description: 'Reasoning included.' },
      output_tokens_details: ANY,
      total_tokens: { type: 'integer' },
    },
  },
  ResponseEvent: {
    type: 'object',
    description:
      'The data of one event, whose name is `type`. The first is response.created; the last is response.completed, response.incomplete or response.failed, and then `[DONE]`.',
    required: ['type', 'sequence_number'],
    additionalProperties: true,
    properties: { type: { type: 'string' }, sequence_number: { type: 'integer' } },
  },
};
