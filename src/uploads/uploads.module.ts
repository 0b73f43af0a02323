import { Global, Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { FileReferences } from '../contracts/file-references.js';
import { BatchInputs } from './batch-inputs.service.js';
import { FileOwners } from './file-owners.service.js';
import { Instances } from './instances.service.js';
import { ObjectLists } from './object-lists.service.js';
import { Spool } from './spool.service.js';
import { Uploads } from './uploads.service.js';

/** What files and batches share. */
@Global()
@Module({
  imports: [ProvidersModule],
  providers: [
    Spool,
    BatchInputs,
    Uploads,
    Instances,
    ObjectLists,
    FileOwners,
    { provide: FileReferences, useExisting: FileOwners },
  ],
  exports: [Spool, BatchInputs, Uploads, Instances, ObjectLists, FileOwners, FileReferences],
})
export class UploadsModule {}
