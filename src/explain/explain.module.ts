import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ExplainController } from './explain.controller.js';
import { ExplainService } from './explain.service.js';

@Module({
  imports: [ProvidersModule, AttachmentsModule],
  controllers: [ExplainController],
  providers: [ExplainService],
})
export class ExplainModule {}
