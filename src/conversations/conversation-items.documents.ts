import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef } from '../http/api-documents.js';
import { ApiItemList } from '../http/item-list.documents.js';
import { ConversationAnswer, ConversationParam } from './conversations.documents.js';

const ItemParam = () =>
  ApiParam({ name: 'item', description: 'The id of the item.', schema: { type: 'string' } });

/** POST /v1/conversations/{id}/items in the API document. */
export const AppendItemsDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'createConversationItems',
      summary: 'Append items to a conversation',
      description: 'At most 20. Not while a response is at work on it.',
    }),
    ConversationParam(),
    ApiBody({ required: true, schema: schemaRef('ConversationItemsRequest') }),
    ApiItemList('The items that were added.', { isPaged: false }),
    ApiErrors('invalid_request', 'not_found', 'conflict', 'store_unavailable', ...BODY_ERRORS),
  );

/** GET /v1/conversations/{id}/items in the API document. */
export const ListItemsDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'listConversationItems', summary: 'List the items of a conversation' }),
    ConversationParam(),
    ApiItemList('A page of its items.', { isPaged: true }),
    ApiErrors('invalid_request', 'invalid_api_key', 'not_found', 'store_unavailable'),
  );

/** GET /v1/conversations/{id}/items/{item} in the API document. */
export const RetrieveItemDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'retrieveConversationItem', summary: 'Retrieve an item of a conversation' }),
    ConversationParam(),
    ItemParam(),
    ApiResponse({
      status: 200,
      description: 'The item.',
      content: { 'application/json': { schema: schemaRef('ResponseItem') } },
    }),
    ApiErrors('invalid_api_key', 'not_found', 'store_unavailable'),
  );

/** DELETE /v1/conversations/{id}/items/{item} in the API document. */
export const DeleteItemDocuments = () =>
  applyDecorators(
    ApiOperation({ operationId: 'deleteConversationItem', summary: 'Delete an item of a conversation' }),
    ConversationParam(),
    ItemParam(),
    ConversationAnswer(),
    ApiErrors('invalid_api_key', 'not_found', 'store_unavailable'),
  );
