import { type ClientRequest, request as httpRequest } from 'node:http';

export interface BytesRequest {
  readonly method?: string;
  /** Sent as they are; a list is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array | string | ((request: ClientRequest) => void);
}

/** An answer to the byte, whole or broken off. */
export interface BytesAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** False where the connection ended before the answer did. */
  readonly isComplete: boolean;
}

const PATIENCE_MS = 15_000;

/** One request on a connection of its own, which gets no header but `host` that it was not given. */
export function exchangeBytes(url: string, options: BytesRequest = {}): Promise<BytesAnswer> {
  const { method = 'GET', headers = {}, body } = options;
  const [, origin = '', path = '/'] = /^(http:\/\/[^/]+)(.*)$/s.exec(url) ?? [];
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      hostname,
      port,
      path,
      method,
      headers: headers as Record<string, string | string[]>,
      agent: false,
      timeout: PATIENCE_MS,
    });
    request.once('timeout', () => {
      request.destroy(new Error(`silence after ${method} ${url.slice(0, 100)}`));
    });
    request.on('error', reject);
    request.once('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (bytes: Buffer) => pieces.push(bytes));
      response.on('error', () => undefined);
      response.once('close', () => {
        resolve({
          status: response.statusCode ?? 0,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(pieces),
          isComplete: response.complete,
        });
        request.destroy();
      });
    });
    if (typeof body === 'function') body(request);
    else request.end(body);
  });
}
