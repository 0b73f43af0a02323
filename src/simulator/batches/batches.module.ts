import { Module } from '@nestjs/common';
import { ChatModule } from '../chat/chat.module.js';
import { EmbeddingsModule } from '../embeddings/embeddings.module.js';
import { FilesModule } from '../files/files.module.js';
import { BatchClock } from './batch-clock.service.js';
import { BatchControlController } from './batch-control.controller.js';
import { BatchRunner } from './batch-runner.service.js';
import { BatchesController } from './batches.controller.js';
import { BatchesService } from './batches.service.js';
import { LineEngine } from './line-engine.service.js';
import { LineRunner } from './line-runner.service.js';

@Module({
  imports: [ChatModule, EmbeddingsModule, FilesModule],
  controllers: [BatchesController, BatchControlController],
  providers: [BatchClock, BatchRunner, BatchesService, LineEngine, LineRunner],
})
export class BatchesModule {}
