import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import type { ResponsesItem } from '../contracts/responses.js';
import { type ItemList, writeItemList } from '../http/item-list.js';
import { Conversations, type Metadata } from '../store/responses/conversations.service.js';
import { type ConversationObject, writeConversation } from './write-conversation.js';

/** What a list of items may have of a client. */
interface NewConversation {
  readonly metadata?: Metadata | null;
  readonly items?: readonly ResponsesItem[] | null;
}

@Injectable()
export class ConversationsService {
  constructor(
    private readonly conversations: Conversations,
    private readonly settings: Settings,
  ) {}

  async create({ metadata, items }: NewConversation, principal: Principal): Promise<ConversationObject> {
    this.requireStoring();
    const checked = (items ?? []).map(checkItem);
    return writeConversation(await this.conversations.create(metadata ?? {}, checked, principal));
  }

  async append(id: string, items: readonly ResponsesItem[], principal: Principal): Promise<ItemList> {
    this.requireStoring();
    const kept = await this.conversations.append(id, items.map(checkItem), principal);
    return writeItemList({ items: kept, hasMore: false });
  }

  private requireStoring(): void {
    if (this.settings.responsesStore) return;
    throw new GatewayError(
      'invalid_request',
      'This gateway stores no conversations. Send the whole input instead.',
    );
  }
}

/** @throws GatewayError 400 for what cannot be an item, and for a reference, which may lead nowhere later. */
function checkItem(item: ResponsesItem, index: number): ResponsesItem {
  const { type, role } = item;
  const at = `items[${index}]`;
  if (type === 'item_reference') {
    throw new GatewayError('invalid_request', `${at} must be the item itself, not a reference to one.`, {
      param: at,
    });
  }
  if (typeof (type ?? role) !== 'string') {
    throw new GatewayError('invalid_request', `${at} must have a type, or be a message with a role.`, {
      param: at,
    });
  }
  return item;
}
