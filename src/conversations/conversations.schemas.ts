import { type Schemas, schemaRef } from '../http/api-documents.js';

const METADATA = {
  type: 'object',
  maxProperties: 16,
  additionalProperties: { type: 'string', maxLength: 512 },
};
const ITEMS = { type: 'array', maxItems: 20, items: schemaRef('ResponseItem') };

export const CONVERSATION_SCHEMAS: Schemas = {
  Conversation: {
    type: 'object',
    required: ['id', 'object', 'created_at', 'metadata'],
    properties: {
      id: { type: 'string' },
      object: { type: 'string', enum: ['conversation'] },
      created_at: { type: 'integer', description: 'Unix seconds.' },
      metadata: METADATA,
    },
  },
  ConversationRequest: { type: 'object', properties: { metadata: METADATA, items: ITEMS } },
  ConversationUpdate: { type: 'object', required: ['metadata'], properties: { metadata: METADATA } },
  ConversationItemsRequest: { type: 'object', required: ['items'], properties: { items: ITEMS } },
};
