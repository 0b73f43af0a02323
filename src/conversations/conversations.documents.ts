import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef } from '../http/api-documents.js';

const CONVERSATION = {
  id: 'conv_6f0d2f6c5f0e9d3a8a390d6f5b1c2e77a1b2c3d4e5f60718',
  object: 'conversation',
  created_at: 1_780_000_000,
  metadata: { topic: 'weather' },
};

export const ConversationParam = () =>
  ApiParam({ name: 'id', description: 'The id of the conversation.', schema: { type: 'string' } });

export const ConversationAnswer = () =>
  ApiResponse({
    status: 200,
    description: 'The conversation.',
    content: { 'application/json': { schema: schemaRef('Conversation'), example: CONVERSATION } },
  });

const STORE_ERRORS = ['invalid_api_key', 'not_found', 'store_unavailable'] as const;

/** POST /v1/conversations in the API document. */
export const CreateConversationDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'createConversation',
      summary: 'Create a conversation',
      description:
        'Responses that name it see its items, and add their input and output when they have ended.',
    }),
    ApiBody({ required: false, schema: schemaRef('ConversationRequest') }),
    ConversationAnswer(),
    ApiErrors('invalid_request', 'store_unavailable', ...BODY_ERRORS),
  );

/** GET /v1/conversations/{id} in the API document. */
export const RetrieveConversationDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'retrieveConversation', summary: 'Retrieve a conversation' }),
    ConversationParam(),
    ConversationAnswer(),
    ApiErrors(...STORE_ERRORS),
  );

/** POST /v1/conversations/{id} in the API document. */
export const UpdateConversationDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'updateConversation', summary: 'Replace the metadata of a conversation' }),
    ConversationParam(),
    ApiBody({ required: true, schema: schemaRef('ConversationUpdate') }),
    ConversationAnswer(),
    ApiErrors('invalid_request', 'not_found', 'store_unavailable', ...BODY_ERRORS),
  );

/** DELETE /v1/conversations/{id} in the API document. */
export const DeleteConversationDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'deleteConversation',
      summary: 'Delete a conversation',
      description: 'Responses that were made in it stay.',
    }),
    ConversationParam(),
    ApiResponse({
      status: 200,
      description: 'It is deleted.',
      content: {
        'application/json': {
          schema: schemaRef('Deleted'),
          example: { id: CONVERSATION.id, object: 'conversation.deleted', deleted: true },
        },
      },
    }),
    ApiErrors(...STORE_ERRORS),
  );
