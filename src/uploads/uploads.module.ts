import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { BatchInputs } from './batch-inputs.service.js';
import { Instances } from './instances.service.js';
import { ObjectLists } from './object-lists.service.js';
import { Spool } from './spool.service.js';
import { Uploads } from './uploads.service.js';

/** What files and batches share. */
@Module({
  imports: [ProvidersModule],
  providers: [Spool, BatchInputs, Uploads, Instances, ObjectLists],
  exports: [Spool, BatchInputs, Uploads, Instances, ObjectLists],
})
export class UploadsModule {}
