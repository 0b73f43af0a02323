import { Module } from '@nestjs/common';
import { UploadsModule } from '../uploads/uploads.module.js';
import { BatchCreation } from './batch-creation.service.js';
import { BatchResults } from './batch-results.service.js';
import { BatchesController } from './batches.controller.js';
import { BatchesService } from './batches.service.js';
import { InlineInputs } from './inline-inputs.service.js';
import { InputFiles } from './input-files.service.js';

@Module({
  imports: [UploadsModule],
  controllers: [BatchesController],
  providers: [BatchesService, BatchCreation, BatchResults, InlineInputs, InputFiles],
})
export class BatchesModule {}
