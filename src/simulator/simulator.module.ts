import { Module } from '@nestjs/common';
import { BatchesModule } from './batches/batches.module.js';
import { ChatModule } from './chat/chat.module.js';
import { ControlModule } from './control/control.module.js';
import { EdgeModule } from './edge/edge.module.js';
import { EmbeddingsModule } from './embeddings/embeddings.module.js';
import { FilesModule } from './files/files.module.js';
import { ModelsModule } from './models/models.module.js';

/** The whole simulator: the edge that every request passes, the control door for tests, and one module per API door. */
@Module({
  imports: [
    EdgeModule,
    ControlModule,
    BatchesModule,
    ChatModule,
    EmbeddingsModule,
    FilesModule,
    ModelsModule,
  ],
})
export class SimulatorModule {}
