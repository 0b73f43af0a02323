import { type ClientRequest, request as httpRequest } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** Of the text as JSON. */
  readonly error: ErrorFields;
}

/** The inside of the gateway's error envelope. */
export interface ErrorFields {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;
  readonly limit?: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A function writes the body itself, and ends it or not. */
  readonly body?: string | Uint8Array | ((request: ClientRequest) => void);
}

const PATIENCE_MS = 15_000;

/**
 * One request on a connection of its own, its path and body sent as they are. Resolves with the whole answer, also where
 * that comes before the body is sent.
 */
export function sendRequest(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options;
  // Not `new URL(url)`: that would tidy the path up.
  const [, origin = '', path = '/'] = /^(http:\/\/[^/]+)(.*)$/s.exec(url) ?? [];
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers, agent: false });
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer to ${method} ${url.slice(0, 100)}`));
    }, PATIENCE_MS);
    request.once('close', () => {
      clearTimeout(timer);
    });
    // Also after the answer: a client that sends a long body may notice late that nobody reads it.
    request.on('error', reject);
    request.once('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (bytes: Buffer) => pieces.push(bytes));
      response.once('end', () => {
        const text = Buffer.concat(pieces).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Answer['headers'],
          text,
          get error() {
            return (JSON.parse(text) as { error: ErrorFields }).error;
          },
        });
        request.destroy();
      });
    });
    if (typeof body === 'function') body(request);
    else request.end(body);
  });
}

/** POSTs to the gateway's chat completions; a body that is no text or bytes goes as JSON. */
export function sendChat(
  origin: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isReady = typeof body === 'string' || body instanceof Uint8Array;
  return sendRequest(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: isReady ? body : JSON.stringify(body),
  });
}
