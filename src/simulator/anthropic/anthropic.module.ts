import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { MessagesController } from './messages.controller.js';

@Module({ imports: [ChatModule], controllers: [MessagesController] })
export class AnthropicModule {}
