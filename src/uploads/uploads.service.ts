import { Injectable } from '@nestjs/common';
import { firstValueFrom } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { FileObject, FileUpload } from '../contracts/files.js';
import { Attempts } from '../providers/attempts.service.js';
import { type Door, ProviderRegistry } from '../providers/provider-registry.js';
import { FileMappings } from '../store/file-mappings.service.js';
import { InputLines } from '../store/input-lines.service.js';
import { toTarget } from './door-target.js';

export interface UploadContext {
  readonly call: Call;
  /** Of a batch input, in the order of its lines. */
  readonly customIds?: Iterable<string>;
}

/** Brings files to upstreams, and keeps whose they are. */
@Injectable()
export class Uploads {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly mappings: FileMappings,
    private readonly inputLines: InputLines,
  ) {}

  /** A file that cannot be recorded is deleted upstream again. */
  async send(provider: string, file: FileUpload, context: UploadContext): Promise<FileObject> {
    const door = this.registry.requireProvider(provider, 'files');
    const { call } = context;
    const upload = this.attempts.trackUncounted(toTarget(door), call, door.capability.upload(file, call));
    const uploaded = await firstValueFrom(upload);
    try {
      await this.record(provider, uploaded, context);
    } catch (error) {
      await this.deleteQuietly(door, uploaded.id, call);
      throw error;
    }
    return uploaded;
  }

  /** Takes back an upload that turned out to be of no use. */
  async withdraw(provider: string, id: string, call: Call): Promise<void> {
    await this.deleteQuietly(this.registry.requireProvider(provider, 'files'), id, call);
    // The mapping of a file that is not there does no harm.
    await this.mappings.delete(id).catch(() => false);
  }

  private async record(
    provider: string,
    file: FileObject,
    { call, customIds }: UploadContext,
  ): Promise<void> {
    const { id, purpose, filename, bytes, created_at: seconds } = file;
    const { team, key } = call.principal;
    const createdAt = seconds * 1_000;
    await this.mappings.record({ id, provider, team, keyId: key, purpose, filename, bytes, createdAt });
    if (customIds !== undefined) await this.inputLines.record(id, customIds);
  }

  private async deleteQuietly({ capability }: Door<'files'>, id: string, call: Call): Promise<void> {
    // The error that led here is what the client has to know.
    await firstValueFrom(capability.delete(id, call)).catch(() => undefined);
  }
}
