import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { CompactionService } from './compaction.service.js';
import { InputTokensService } from './input-tokens.service.js';
import { ResponseToolsController } from './response-tools.controller.js';
import { ResponsesModule } from './responses.module.js';
import { StoredResponsesController } from './stored-responses.controller.js';

/** What was answered before, and what helps to ask. Making responses is in responses.module.ts. */
@Module({
  imports: [ProvidersModule, ResponsesModule],
  controllers: [ResponseToolsController, StoredResponsesController],
  providers: [InputTokensService, CompactionService],
})
export class StoredResponsesModule {}
