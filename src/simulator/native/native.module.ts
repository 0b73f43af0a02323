import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { GenerationController } from './generation.controller.js';
import { MultimodalEmbeddingController } from './multimodal-embedding.controller.js';
import { TasksController } from './tasks.controller.js';
import { TasksService } from './tasks.service.js';
import { TokensController } from './tokens.controller.js';

/** Doors of DashScope's own API. */
@Module({
  imports: [ChatModule],
  controllers: [GenerationController, MultimodalEmbeddingController, TasksController, TokensController],
  providers: [TasksService],
})
export class NativeModule {}
