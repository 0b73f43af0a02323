import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { SpooledFile } from './spooled-file.js';

/** Keeps uploads on disk until the upstream has them, all of them together within `uploadSpoolBytes`. */
@Injectable()
export class Spool {
  private used = 0;

  constructor(private readonly settings: Settings) {}

  /** An empty file without a name: the operating system removes it when it is closed, or when this process ends in any way. */
  async create(): Promise<SpooledFile> {
    const path = join(tmpdir(), `bailian-gateway-upload-${randomUUID()}`);
    const handle = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new SpooledFile(handle, {
      reserve: (bytes) => {
        this.reserve(bytes);
      },
      release: (bytes) => {
        this.used -= bytes;
      },
    });
  }

  private reserve(bytes: number): void {
    if (this.used + bytes > this.settings.uploadSpoolBytes) {
      const message = 'The gateway has no room for this upload just now; try again in a moment.';
      throw new GatewayError('upload_space_full', message);
    }
    this.used += bytes;
  }
}
