import { Module } from '@nestjs/common';
import { EdgeModule } from '../edge/edge.module.js';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';
import { PromptCache } from './prompt-cache.service.js';

@Module({
  imports: [EdgeModule],
  controllers: [ChatController],
  providers: [ChatService, PromptCache],
  exports: [ChatService],
})
export class ChatModule {}
