import { Module } from '@nestjs/common';
import { AnthropicModule } from './anthropic/anthropic.module.js';
import { BatchesModule } from './batches/batches.module.js';
import { ChatModule } from './chat/chat.module.js';
import { CompletionsModule } from './completions/completions.module.js';
import { ControlModule } from './control/control.module.js';
import { EchoModule } from './echo/echo.module.js';
import { EdgeModule } from './edge/edge.module.js';
import { EmbeddingsModule } from './embeddings/embeddings.module.js';
import { FilesModule } from './files/files.module.js';
import { ModelsModule } from './models/models.module.js';
import { NativeModule } from './native/native.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RerankModule } from './rerank/rerank.module.js';

const DOORS = [
  ChatModule,
  ModelsModule,
  EmbeddingsModule,
  FilesModule,
  BatchesModule,
  CompletionsModule,
  RerankModule,
  NativeModule,
  AnthropicModule,
  RealtimeModule,
  EchoModule,
];

/** The whole simulator: the edge that every request passes, the control door for tests, and one module per API door. */
@Module({ imports: [EdgeModule, ControlModule, ...DOORS] })
export class SimulatorModule {}
