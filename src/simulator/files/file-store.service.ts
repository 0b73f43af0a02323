import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SimulatorError } from '../edge/simulator-error.js';
import type { StoredFile } from './stored-file.js';

const ID_CHARACTERS = 24;

/** The files of all accounts. Contents lie in a temporary folder, which lives no longer than the simulator. */
@Injectable()
export class FileStore implements OnApplicationShutdown {
  private readonly files = new Map<string, StoredFile>();
  private folder: string | undefined;
  private readonly removeFolder = (): void => {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  };

  /** Where a content can be written before there is a file. */
  createPath(): string {
    if (this.folder === undefined) {
      this.folder = mkdtempSync(join(tmpdir(), 'simulated-model-studio-'));
      process.once('exit', this.removeFolder);
    }
    return join(this.folder, randomUUID());
  }

  /** @param prefix of the id, which tells the purpose */
  add(prefix: string, file: Omit<StoredFile, 'id' | 'createdAt'>): StoredFile {
    const id = `${prefix}-${randomUUID().replaceAll('-', '').slice(0, ID_CHARACTERS)}`;
    const stored = { ...file, id, createdAt: Math.floor(Date.now() / 1_000) };
    this.files.set(id, stored);
    return stored;
  }

  find(account: string, id: string): StoredFile | undefined {
    const file = this.files.get(id);
    return file?.account === account ? file : undefined;
  }

  /** @throws SimulatorError 404 also for a file of another account. */
  require(account: string, id: string): StoredFile {
    const file = this.find(account, id);
    if (file !== undefined) return file;
    throw new SimulatorError({
      status: 404,
      code: 'not_found',
      type: 'invalid_request_error',
      message: `No such File object: ${id}`,
      param: 'id',
      stage: 'service',
    });
  }

  /** Newest first. */
  list(account: string): readonly StoredFile[] {
    return [...this.files.values()].filter((file) => file.account === account).reverse();
  }

  async remove(file: StoredFile): Promise<void> {
    this.files.delete(file.id);
    await unlink(file.path);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.folder === undefined) return;
    process.removeListener('exit', this.removeFolder);
    await rm(this.folder, { recursive: true, force: true });
  }
}
