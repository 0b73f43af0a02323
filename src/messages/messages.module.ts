import { Module } from '@nestjs/common';
import { TextExtractor } from '../contracts/text-extractor.js';
import { TEXT_FILES } from '../dialects/files/extract-text.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';

@Module({
  imports: [ProvidersModule],
  controllers: [MessagesController],
  providers: [MessagesService, { provide: TextExtractor, useValue: TEXT_FILES }],
})
export class MessagesModule {}
