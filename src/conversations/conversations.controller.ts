import { Body, Controller, DefaultValuePipe, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { PlainAnswer } from '../http/plain-answer.decorator.js';
import { Conversations } from '../store/responses/conversations.service.js';
import { CreateConversationDto, UpdateConversationDto } from './conversation.dto.js';
import {
  CreateConversationDocuments,
  DeleteConversationDocuments,
  RetrieveConversationDocuments,
  UpdateConversationDocuments,
} from './conversations.documents.js';
import { ConversationsService } from './conversations.service.js';
import { type ConversationObject, writeConversation } from './write-conversation.js';

@ApiTags('Conversations')
@Access('conversations')
@Controller('v1/conversations')
export class ConversationsController {
  constructor(
    private readonly service: ConversationsService,
    private readonly conversations: Conversations,
  ) {}

  @Post()
  @HttpCode(200)
  @PlainAnswer(true)
  @CreateConversationDocuments()
  create(
    @Body(new DefaultValuePipe({}), new EnvelopePipe(CreateConversationDto)) body: CreateConversationDto,
    @CurrentCall() { principal }: Call,
  ): Promise<ConversationObject> {
    return this.service.create(body, principal);
  }

  @Get(':id')
  @RetrieveConversationDocuments()
  async retrieve(@Param('id') id: string, @CurrentCall() { principal }: Call): Promise<ConversationObject> {
    return writeConversation(await this.conversations.require(id, principal));
  }

  @Post(':id')
  @HttpCode(200)
  @PlainAnswer(true)
  @UpdateConversationDocuments()
  async update(
    @Param('id') id: string,
    @Body(new EnvelopePipe(UpdateConversationDto)) { metadata }: UpdateConversationDto,
    @CurrentCall() { principal }: Call,
  ): Promise<ConversationObject> {
    return writeConversation(await this.conversations.update(id, metadata, principal));
  }

  @Delete(':id')
  @DeleteConversationDocuments()
  async delete(@Param('id') id: string, @CurrentCall() { principal }: Call) {
    await this.conversations.delete(id, principal);
    return { id, object: 'conversation.deleted', deleted: true };
  }
}
