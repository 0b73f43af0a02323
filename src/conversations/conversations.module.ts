import { Module } from '@nestjs/common';
import { ConversationItemsController } from './conversation-items.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';

@Module({
  controllers: [ConversationsController, ConversationItemsController],
  providers: [ConversationsService],
})
export class ConversationsModule {}
