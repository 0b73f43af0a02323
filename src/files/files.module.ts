import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { FileUploads } from './file-uploads.service.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';

@Module({
  imports: [ProvidersModule, UploadsModule],
  controllers: [FilesController],
  providers: [FilesService, FileUploads],
})
export class FilesModule {}
