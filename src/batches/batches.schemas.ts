import { type Schemas, schemaRef } from '../http/api-documents.js';
import { listSchema } from '../uploads/stored-object-documents.js';

const TEXT = { type: 'string' } as const;
const MAYBE_TEXT = { type: ['string', 'null'] };
const MAYBE_TIME = { type: ['integer', 'null'], description: 'Unix seconds.' } as {
  type: ['integer', 'null'];
};

/** The API document's view of batches. */
export const BATCHES_SCHEMAS: Schemas = {
  BatchRequest: {
    type: 'object',
    description:
      'Either `input_file_id` or `requests`. Fields that are not named here go to the upstream as they are.',
    required: ['endpoint'],
    additionalProperties: true,
    properties: {
      endpoint: { ...TEXT, description: '`/v1/chat/completions`, `/v1/embeddings`, or `/v1/chat/ds-test`.' },
      completion_window: {
        ...MAYBE_TEXT,
        default: '24h',
        description: 'With Model Studio 24h to 336h, or 1d to 14d.',
      },
      input_file_id: MAYBE_TEXT,
      requests: { type: ['array', 'null'], minItems: 1, items: schemaRef('BatchRequestItem') },
      metadata: {
        type: ['object', 'null'],
        additionalProperties: true,
        description:
          '`provider` chooses the instance and is not sent on. Model Studio knows `ds_name`, `ds_description`.',
        properties: { provider: TEXT },
      },
    },
  },
  BatchRequestItem: {
    type: 'object',
    required: ['custom_id', 'body'],
    properties: {
      custom_id: { ...TEXT, maxLength: 512 },
      method: { ...TEXT, enum: ['POST'], default: 'POST' },
      url: { ...TEXT, description: 'That of `endpoint`.' },
      body: { type: 'object', additionalProperties: true },
    },
  },
  Batch: {
    type: 'object',
    description: "The upstream's object, with the instance that runs the batch.",
    required: ['id', 'object', 'endpoint', 'status', 'input_file_id', 'created_at', 'provider'],
    additionalProperties: true,
    properties: {
      id: TEXT,
      object: { ...TEXT, enum: ['batch'] },
      endpoint: TEXT,
      status: {
        ...TEXT,
        enum: 'validating failed in_progress finalizing completed expired cancelling cancelled'.split(' '),
      },
      errors: { type: ['object', 'null'], additionalProperties: true },
      input_file_id: TEXT,
      completion_window: TEXT,
      output_file_id: MAYBE_TEXT,
      error_file_id: MAYBE_TEXT,
      created_at: { type: 'integer', description: 'Unix seconds.' },
      ...Object.fromEntries(
        'in_progress expires finalizing completed failed expired cancelling cancelled'
          .split(' ')
          .map((name) => [`${name}_at`, MAYBE_TIME]),
      ),
      request_counts: {
        type: 'object',
        properties: {
          total: { type: 'integer' },
          completed: { type: 'integer' },
          failed: { type: 'integer' },
        },
      },
      metadata: { type: ['object', 'null'], additionalProperties: true },
      provider: TEXT,
    },
  },
  BatchList: listSchema(schemaRef('Batch')),
  BatchResults: {
    type: 'object',
    required: ['object', 'batch_id', 'status', 'data'],
    properties: {
      object: { ...TEXT, enum: ['list'] },
      batch_id: TEXT,
      status: TEXT,
      data: { type: 'array', items: schemaRef('BatchResult') },
    },
  },
  BatchResult: {
    type: 'object',
    required: ['index', 'custom_id', 'status_code', 'response', 'error'],
    properties: {
      index: {
        type: ['integer', 'null'],
        description: 'Of the request in the input, from 0; null where that is not known.',
      },
      custom_id: MAYBE_TEXT,
      status_code: { type: ['integer', 'null'] },
      response: {
        type: ['object', 'null'],
        additionalProperties: true,
        description: 'The body of the answer.',
      },
      error: { type: ['object', 'null'], additionalProperties: true },
    },
  },
};
