import { Module } from '@nestjs/common';
import { StoredResponsesController } from './stored-responses.controller.js';

/** What was answered before. Making responses is in responses.module.ts. */
@Module({ controllers: [StoredResponsesController] })
export class StoredResponsesModule {}
