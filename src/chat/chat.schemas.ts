import { type Schemas, schemaRef } from '../http/api-documents.js';

const CAP = 'At most this many tokens. Model Studio gets either name as `max_completion_tokens`.';
const NULLABLE_TEXT = { type: ['string', 'null'] };
const CREATED = { type: 'integer', description: 'Unix seconds.' };

/** The API document's view of chat. Only what the gateway reads is described in full; every field goes to the upstream. */
export const CHAT_SCHEMAS: Schemas = {
  ChatCompletionRequest: {
    type: 'object',
    description: "OpenAI's request. Fields that are not named here, such as Qwen's, go on as they are.",
    required: ['model', 'messages'],
    additionalProperties: true,
    properties: {
      model: { type: 'string', description: 'As GET /v1/models lists it, or `provider/model`.' },
      messages: { type: 'array', minItems: 1, items: { type: 'object', additionalProperties: true } },
      stream: { type: ['boolean', 'null'], default: false },
      stream_options: {
        type: ['object', 'null'],
        properties: { include_usage: { type: 'boolean', description: 'Adds the chunk with token counts.' } },
        additionalProperties: true,
      },
      max_tokens: { type: ['integer', 'null'], minimum: 1, description: CAP },
      max_completion_tokens: {
        type: ['integer', 'null'],
        minimum: 1,
        description: `${CAP} Wins over max_tokens.`,
      },
    },
  },
  ChatCompletion: {
    type: 'object',
    required: ['id', 'object', 'created', 'model', 'choices'],
    additionalProperties: true,
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['chat.completion'] },
      created: CREATED,
      model: { type: 'string' },
      choices: { type: 'array', items: schemaRef('ChatCompletionChoice') },
      usage: schemaRef('CompletionUsage'),
    },
  },
  ChatCompletionChoice: {
    type: 'object',
    required: ['index', 'message', 'finish_reason'],
    additionalProperties: true,
    properties: {
      index: { type: 'integer' },
      message: {
        type: 'object',
        additionalProperties: true,
        properties: { role: { type: 'string' }, content: NULLABLE_TEXT, reasoning_content: NULLABLE_TEXT },
      },
      finish_reason: NULLABLE_TEXT,
    },
  },
  ChatCompletionChunk: {
    type: 'object',
    description: 'The data of one event of a streamed answer; the last event is `[DONE]`.',
    required: ['id', 'object', 'created', 'model', 'choices'],
    additionalProperties: true,
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['chat.completion.chunk'] },
      created: CREATED,
      model: { type: 'string' },
      choices: { type: 'array', items: { type: 'object', additionalProperties: true } },
      usage: { anyOf: [schemaRef('CompletionUsage'), { type: 'null' }] },
    },
  },
  CompletionUsage: {
    type: 'object',
    required: ['prompt_tokens', 'completion_tokens', 'total_tokens'],
    additionalProperties: true,
    properties: {
      prompt_tokens: { type: 'integer' },
      completion_tokens: { type: 'integer', description: 'Reasoning included.' },
      total_tokens: { type: 'integer' },
    },
  },
};
