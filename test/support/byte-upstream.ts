import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from './loopback-server.js';

/** An upstream on loopback that keeps every request to the byte, and answers as a test says. */
export interface ByteUpstream {
  readonly origin: string;
  /** What BAILIAN_BASE_URL is set to. */
  readonly baseUrl: string;
  /** All but those for the list of models, oldest first. */
  readonly received: readonly ReceivedRequest[];
  /** How requests are answered from now on; forgets the earlier ones. */
  answer(answer: (request: IncomingMessage, response: ServerResponse) => unknown): void;
  stop(): Promise<void>;
}

export interface ReceivedRequest {
  readonly method: string;
  /** As it was sent. */
  readonly url: string;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  /** What has come so far. */
  readonly body: Buffer;
  readonly size: number;
  readonly isComplete: boolean;
  /** The connection is gone. */
  readonly isClosed: boolean;
}

const MODELS = JSON.stringify({ data: [{ id: 'qwen-plus' }] });

export async function startByteUpstream(): Promise<ByteUpstream> {
  let received: ReceivedRequest[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_request, response) =>
    response.end();
  const server = createServer((request, response) => {
    if (request.url === '/compatible-mode/v1/models' || request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json').end(MODELS);
      return;
    }
    received.push(record(request));
    answer(request, response);
  });
  const { port, stop } = await listenOnLoopback(server);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    baseUrl: `${origin}/compatible-mode/v1`,
    get received() {
      return received;
    },
    answer: (next) => {
      received = [];
      answer = next;
    },
    stop,
  };
}

/** Reading is the answer's matter: nothing is read here by itself. */
function record(request: IncomingMessage): ReceivedRequest {
  const pieces: Buffer[] = [];
  let size = 0;
  const push = request.push.bind(request);
  request.push = (bytes: Buffer | null, ...rest) => {
    if (bytes !== null) {
      pieces.push(bytes);
      size += bytes.length;
    }
    return push(bytes, ...rest);
  };
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    get body() {
      return Buffer.concat(pieces);
    },
    get size() {
      return size;
    },
    get isComplete() {
      return request.complete;
    },
    get isClosed() {
      return request.socket.destroyed;
    },
  };
}

/** Answers when the whole request is there. */
export function afterBody(
  answer: (response: ServerResponse) => unknown,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.resume().once('end', () => {
      answer(response);
    });
  };
}
