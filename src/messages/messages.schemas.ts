import { type Schemas, schemaRef } from '../http/api-documents.js';

const ANY = { type: 'object', additionalProperties: true };
const TEXT_OR_BLOCKS = { oneOf: [{ type: 'string' }, { type: 'array', items: ANY }] };

/** The API document's view of Messages. Only what the gateway reads is described. */
export const MESSAGES_SCHEMAS: Schemas = {
  MessagesRequest: {
    type: 'object',
    description:
      "Anthropic's request. Fields without a meaning here, and unknown betas, are taken and named in `x-gateway-adapted`.",
    required: ['model', 'messages'],
    additionalProperties: true,
    properties: {
      model: { type: 'string', description: 'As GET /v1/models lists it, an alias, or `provider/model`.' },
      messages: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['role', 'content'],
          properties: { role: { type: 'string' }, content: TEXT_OR_BLOCKS },
        },
      },
      max_tokens: {
        type: 'integer',
        minimum: 1,
        description:
          'Needed, but for counting. Model Studio gets it as `max_completion_tokens`, which counts thinking too.',
      },
      system: TEXT_OR_BLOCKS,
      stream: { type: 'boolean', default: false },
      thinking: { ...ANY, description: '`type` enabled with `budget_tokens`, adaptive, or disabled.' },
      tools: { type: 'array', items: ANY, description: 'With `name` and `input_schema`.' },
      tool_choice: ANY,
      temperature: { type: 'number', minimum: 0, maximum: 2 },
      top_p: { type: 'number', minimum: 0, maximum: 1 },
      top_k: { type: 'integer', minimum: 0 },
      stop_sequences: { type: 'array', items: { type: 'string' } },
      output_config: { ...ANY, description: '`effort`, and `format` with a JSON schema.' },
    },
  },
  Message: {
    type: 'object',
    required: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence', 'usage'],
    properties: {
      id: { type: 'string' },
      type: { type: 'string', enum: ['message'] },
      role: { type: 'string', enum: ['assistant'] },
      model: { type: 'string', description: 'As the request named it.' },
      content: { type: 'array', items: ANY, description: 'Blocks: text, thinking, tool_use.' },
      stop_reason: {
        type: 'string',
        enum: ['end_turn', 'tool_use', 'max_tokens', 'stop_sequence', 'refusal'],
        description: 'Model Studio does not say that a stop sequence ended an answer: that is end_turn.',
      },
      stop_sequence: { type: ['string', 'null'] },
      usage: schemaRef('MessageUsage'),
    },
  },
  MessageUsage: {
    type: 'object',
    required: ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens', 'output_tokens'],
    properties: {
      input_tokens: { type: 'integer', description: 'Those that no cache served or took in.' },
      cache_creation_input_tokens: { type: 'integer' },
      cache_read_input_tokens: { type: 'integer' },
      output_tokens: { type: 'integer', description: 'Thinking included.' },
    },
  },
  MessageEvent: {
    type: 'object',
    description:
      'The data of one event, whose name is `type`. Token counts come with message_delta; those of message_start are 0.',
    required: ['type'],
    additionalProperties: true,
    properties: { type: { type: 'string' } },
  },
  MessagesError: {
    type: 'object',
    description: "Anthropic's error envelope.",
    required: ['type', 'error'],
    properties: {
      type: { type: 'string', enum: ['error'] },
      error: {
        type: 'object',
        required: ['type', 'message'],
        properties: {
          type: { type: 'string' },
          message: { type: 'string', description: 'What is wrong and what to do.' },
        },
      },
      request_id: { type: 'string' },
    },
  },
};
