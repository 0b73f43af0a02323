import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { BackgroundDesk } from './background-desk.service.js';
import { BackgroundResponses } from './background-responses.service.js';
import { BackgroundBooks } from './background-books.service.js';
import { BackgroundDuties } from './background-duties.service.js';
import { BackgroundRunner } from './background-runner.service.js';
import { BackgroundWorker } from './background-worker.service.js';
import { ResponsePreparer } from './response-preparer.service.js';
import { ResponseSeals } from './response-seals.service.js';
import { ResponsesController } from './responses.controller.js';
import { ResponsesService } from './responses.service.js';

@Module({
  imports: [ProvidersModule, AttachmentsModule],
  controllers: [ResponsesController],
  providers: [
    ResponsesService,
    ResponsePreparer,
    ResponseSeals,
    BackgroundResponses,
    BackgroundDesk,
    BackgroundWorker,
    BackgroundDuties,
    BackgroundRunner,
    BackgroundBooks,
  ],
  exports: [ResponsePreparer, ResponseSeals, BackgroundDesk],
})
export class ResponsesModule {}
