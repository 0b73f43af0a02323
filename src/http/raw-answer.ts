import { pipeline, type Readable } from 'node:stream';
import type { ServerResponse } from 'node:http';

/** An answer that goes to the client as it is, at the client's pace. Where its body fails, the connection is cut. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: Readonly<Record<string, string | string[]>>,
    readonly body: Readable,
  ) {}

  send(response: ServerResponse): void {
    response.writeHead(this.status, { ...this.headers });
    // Without a body of its own (HEAD, 204, 304) the response would hold the headers back.
    response.flushHeaders();
    pipeline(this.body, response, () => {
      // The pipeline has destroyed both; the client sees its connection end early.
    });
  }
}
