import { Module } from '@nestjs/common';
import { TextExtractor } from '../contracts/text-extractor.js';
import { TEXT_FILES } from '../dialects/files/extract-text.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ResponsePreparer } from './response-preparer.service.js';
import { ResponseSeals } from './response-seals.service.js';
import { ResponsesController } from './responses.controller.js';
import { ResponsesService } from './responses.service.js';

@Module({
  imports: [ProvidersModule],
  controllers: [ResponsesController],
  providers: [
    ResponsesService,
    ResponsePreparer,
    ResponseSeals,
    { provide: TextExtractor, useValue: TEXT_FILES },
  ],
  exports: [ResponsePreparer, ResponseSeals],
})
export class ResponsesModule {}
