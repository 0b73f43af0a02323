import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ResponsePreparer } from './response-preparer.service.js';
import { ResponseSeals } from './response-seals.service.js';
import { ResponsesController } from './responses.controller.js';
import { ResponsesService } from './responses.service.js';

@Module({
  imports: [ProvidersModule, AttachmentsModule],
  controllers: [ResponsesController],
  providers: [ResponsesService, ResponsePreparer, ResponseSeals],
  exports: [ResponsePreparer, ResponseSeals],
})
export class ResponsesModule {}
