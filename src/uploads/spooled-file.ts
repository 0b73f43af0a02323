import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { GatewayError } from '../contracts/gateway-error.js';

/** What files on disk may take up together. */
export interface SpoolBudget {
  /** @throws GatewayError upload_space_full */
  reserve(bytes: number): void;
  release(bytes: number): void;
}

const CHUNK_BYTES = 256 * 1024;

/** A file on disk without a name, written once and then read. It has to be closed. */
export class SpooledFile {
  /** Bytes. */
  size = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly budget: SpoolBudget,
  ) {}

  /** Adds the pieces at the end. @throws GatewayError upload_space_full */
  async append(pieces: readonly Buffer[]): Promise<void> {
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    if (bytes === 0) return;
    this.budget.reserve(bytes);
    const start = this.size;
    this.size += bytes;
    const written = await this.handle.writev([...pieces], start).catch(failForSpace);
    if (written.bytesWritten !== bytes) failForSpace(new Error('the disk took a part only'));
  }

  /** Fills the buffer from a position; resolves with the number of bytes, 0 at the end. */
  async read(into: Buffer, position: number): Promise<number> {
    const { bytesRead } = await this.handle.read(into, 0, into.length, position);
    return bytesRead;
  }

  /** From the beginning. */
  createReadable(): Readable {
    return Readable.from(this.readChunks(), { objectMode: false });
  }

  async close(): Promise<void> {
    this.budget.release(this.size);
    this.size = 0;
    await this.handle.close();
  }

  private async *readChunks(): AsyncGenerator<Buffer> {
    for (let position = 0; position < this.size;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = await this.read(chunk, position);
      yield chunk.subarray(0, bytes);
      position += bytes;
    }
  }
}

function failForSpace(cause: unknown): never {
  throw new GatewayError(
    'upload_space_full',
    'The gateway cannot keep this upload just now; try again later.',
    {
      cause,
    },
  );
}
