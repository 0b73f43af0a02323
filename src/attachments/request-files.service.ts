import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import type { InputFiles } from '../contracts/input-files.js';
import { type AttachedFile, TextExtractor } from '../contracts/text-extractor.js';
import { unsupported } from '../dialects/files/read-text.js';
import { UploadedFiles } from './uploaded-files.service.js';

/** Opens the files of requests. */
@Injectable()
export class RequestFiles {
  constructor(
    private readonly uploaded: UploadedFiles,
    @Inject(TextExtractor) private readonly extractor: TextExtractor,
    private readonly settings: Settings,
  ) {}

  /** For one request. Aborting the signal ends what is under way. */
  open(call: Call, signal: AbortSignal): InputFiles {
    let left = this.settings.fileInputMaxBytes;
    const admit = (bytes: number): void => {
      if (bytes > left) {
        throw unsupported(
          `The files of a request may have ${this.settings.fileInputMaxBytes} bytes together; send less of them.`,
        );
      }
      left -= bytes;
    };
    return {
      admit,
      readUploaded: async (id): Promise<AttachedFile> => {
        const file = await this.uploaded.read({ id, call, signal, maxBytes: left });
        admit(file.bytes.length);
        return file;
      },
      extractText: (file) => this.extractor.extract(file, signal),
    };
  }
}
