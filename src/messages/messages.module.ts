import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';

@Module({
  imports: [ProvidersModule, AttachmentsModule],
  controllers: [MessagesController],
  providers: [MessagesService],
})
export class MessagesModule {}
