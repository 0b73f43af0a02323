import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/** Lines of JSON on their way to the disk. */
export interface ResultFile {
  readonly path: string;
  /** Resolves when the next line may come. */
  write(line: unknown): Promise<void>;
  /** Bytes that were written, all of them being on the disk. */
  close(): Promise<number>;
}

export function createResultFile(path: string): ResultFile {
  const stream = createWriteStream(path);
  return {
    path,
    write: async (line) => {
      if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
    },
    close: async () => {
      stream.end();
      await finished(stream);
      return (await stat(path)).size;
    },
  };
}
