import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { CompletionsController } from './completions.controller.js';

@Module({ imports: [ChatModule], controllers: [CompletionsController] })
export class CompletionsModule {}
