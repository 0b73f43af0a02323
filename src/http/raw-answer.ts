import { pipeline, type Readable } from 'node:stream';
import type { ServerResponse } from 'node:http';

const NOTHING = Buffer.alloc(0);

/** An answer that goes to the client as it is, at the client's pace. Where its body fails, the connection is cut. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string | string[]>>,
    readonly body: Readable,
  ) {}

  send(response: ServerResponse): void {
    // The length comes last: Node spoils a content-disposition beyond ASCII that it meets after the length.
    const { 'content-length': length, ...headers } = this.headers;
    response.writeHead(
      this.status,
      length === undefined ? headers : { ...headers, 'content-length': length },
    );
    if (length !== undefined && Number(length) === this.body.readableLength) {
      this.sendWhole(response);
      return;
    }
    // Headers leave with the first bytes, or now if there are none. Node's flushHeaders would send them as UTF-8, which spoils
    // what is not ASCII.
    if (this.body.readableLength === 0) response.write(NOTHING);
    pipeline(this.body, response, () => {
      // The pipeline has destroyed both; the client sees its connection end early.
    });
  }

  /** A small answer has often arrived as a whole by now; a pipeline would cost more than the rest of it. */
  private sendWhole(response: ServerResponse): void {
    response.end(this.body.read());
    // Lets it notice its end.
    this.body.on('error', () => undefined).resume();
  }
}
