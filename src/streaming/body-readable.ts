import { Readable } from 'node:stream';
import type { IncomingBody } from './pull.js';

/** An upstream's body as a Node stream, at the pace of its reader. Destroying it releases the body. */
export class BodyReadable extends Readable {
  constructor(private readonly body: IncomingBody) {
    super();
    body.read({
      data: (bytes) => {
        if (!this.push(bytes)) body.pause();
      },
      end: () => {
        this.push(null);
      },
      error: (error) => {
        this.destroy(error instanceof Error ? error : new Error('the body broke off', { cause: error }));
      },
    });
  }

  override _read(): void {
    this.body.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.body.release();
    callback(error);
  }
}
