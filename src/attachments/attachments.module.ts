import { Module } from '@nestjs/common';
import { TextExtractor } from '../contracts/text-extractor.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { DocumentTexts } from './document-texts.service.js';
import { PdfTexts } from './pdf-texts.service.js';
import { RequestFiles } from './request-files.service.js';
import { UploadedFiles } from './uploaded-files.service.js';

/** Files that requests carry or name, for dialects whose inputs have them. */
@Module({
  imports: [UploadsModule],
  providers: [PdfTexts, UploadedFiles, RequestFiles, { provide: TextExtractor, useClass: DocumentTexts }],
  exports: [RequestFiles],
})
export class AttachmentsModule {}
