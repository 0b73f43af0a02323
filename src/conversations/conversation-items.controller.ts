import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Call } from '../contracts/call.js';
import type { ResponsesItem } from '../contracts/responses.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { type ItemList, writeItemList } from '../http/item-list.js';
import { ItemQueryPipe } from '../http/item-query.pipe.js';
import { PlainAnswer } from '../http/plain-answer.decorator.js';
import { Conversations } from '../store/responses/conversations.service.js';
import type { ItemQuery } from '../store/responses/item-page.js';
import { AppendItemsDto } from './conversation.dto.js';
import {
  AppendItemsDocuments,
  DeleteItemDocuments,
  ListItemsDocuments,
  RetrieveItemDocuments,
} from './conversation-items.documents.js';
import { ConversationsService } from './conversations.service.js';
import { type ConversationObject, writeConversation } from './write-conversation.js';

@ApiTags('Conversations')
@Access('conversations')
@Controller('v1/conversations/:id/items')
export class ConversationItemsController {
  constructor(
    private readonly service: ConversationsService,
    private readonly conversations: Conversations,
  ) {}

  @Post()
  @HttpCode(200)
  @PlainAnswer(true)
  @AppendItemsDocuments()
  append(
    @Param('id') id: string,
    @Body(new EnvelopePipe(AppendItemsDto)) { items }: AppendItemsDto,
    @CurrentCall() { principal }: Call,
  ): Promise<ItemList> {
    return this.service.append(id, items, principal);
  }

  @Get()
  @ListItemsDocuments()
  async list(
    @Param('id') id: string,
    @Query(new ItemQueryPipe()) query: ItemQuery,
    @CurrentCall() { principal }: Call,
  ): Promise<ItemList> {
    return writeItemList(await this.conversations.list(id, query, principal));
  }

  @Get(':item')
  @RetrieveItemDocuments()
  retrieve(
    @Param('id') id: string,
    @Param('item') itemId: string,
    @CurrentCall() { principal }: Call,
  ): Promise<ResponsesItem> {
    return this.conversations.requireItem(id, itemId, principal);
  }

  @Delete(':item')
  @DeleteItemDocuments()
  async delete(
    @Param('id') id: string,
    @Param('item') itemId: string,
    @CurrentCall() { principal }: Call,
  ): Promise<ConversationObject> {
    return writeConversation(await this.conversations.deleteItem(id, itemId, principal));
  }
}
