import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { listenOnLoopback } from './loopback-server.js';
import { until } from './until.js';

/** An upstream on loopback whose answers to chat requests a test writes itself. */
export interface RawUpstream {
  readonly origin: string;
  /** What BAILIAN_BASE_URL is set to. */
  readonly baseUrl: string;
  /** Every chat request since the last `answerChat`, oldest first. */
  readonly exchanges: readonly RawExchange[];
  /** Answers chat requests from now on, and forgets the earlier ones. */
  answerChat(answer: (exchange: RawExchange) => unknown): void;
  /** Resolves with the first chat request as soon as there is one. */
  waitForExchange(): Promise<RawExchange>;
  stop(): Promise<void>;
}

export interface RawExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Readonly<Record<string, unknown>>;
  /** The connection is gone before the answer was complete. */
  readonly isAbandoned: () => boolean;
}

export interface RawUpstreamOptions {
  /** Serves https where given. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const MODELS = {
  object: 'list',
  data: [{ id: 'qwen-plus', object: 'model', created: 0, owned_by: 'system' }],
};
const EVENT_STREAM = { 'content-type': 'text/event-stream;charset=utf-8', 'x-request-id': 'upstream-id' };

export async function startRawUpstream({ tls }: RawUpstreamOptions = {}): Promise<RawUpstream> {
  let exchanges: RawExchange[] = [];
  let answer: (exchange: RawExchange) => unknown = ({ response }) => response.destroy();
  const listener: RequestListener = (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(MODELS));
      return;
    }
    collectBody(request, (body) => {
      const exchange = { request, response, body, isAbandoned: createLeaveWatch(response) };
      exchanges.push(exchange);
      answer(exchange);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const { port, stop } = await listenOnLoopback(server);
  // Certificates name localhost.
  const origin = tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  return {
    origin,
    baseUrl: `${origin}/compatible-mode/v1`,
    get exchanges() {
      return exchanges;
    },
    answerChat: (next) => {
      exchanges = [];
      answer = next;
    },
    waitForExchange: () => until(() => exchanges[0]),
    stop,
  };
}

/** Sends the headers of a streamed answer; events follow by `response.write`. */
export function openStream({ response }: RawExchange): ServerResponse {
  response.writeHead(200, EVENT_STREAM).flushHeaders();
  return response;
}

/** Writes to a stream and resolves when there is room for more, or when nobody wants it any more. */
export async function writePatiently(response: ServerResponse, text: string): Promise<void> {
  if (response.write(text)) return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

/** Sends a plain completion with this content. */
export function answerPlain({ response }: RawExchange, content: string): void {
  const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices: [choice] }));
}

/** The first event of a stream, as OpenAI's contract has it. */
export function openingEvent(content: string): string {
  return writeEvent({ role: 'assistant', content });
}

/** Any other event with a piece of the answer. */
export function chunkEvent(content: string): string {
  return writeEvent({ content });
}

/** The last before the end. */
export const FINISH_EVENT = writeEvent({}, 'stop');
export const DONE_EVENT = 'data: [DONE]\n\n';

function createLeaveWatch(response: ServerResponse): () => boolean {
  let hasLeft = false;
  response.once('close', () => {
    hasLeft = !response.writableFinished;
  });
  return () => hasLeft;
}

function collectBody(request: IncomingMessage, use: (body: Record<string, unknown>) => void): void {
  const pieces: Buffer[] = [];
  request.on('data', (bytes: Buffer) => pieces.push(bytes));
  request.once('end', () => {
    use(JSON.parse(Buffer.concat(pieces).toString('utf8')) as Record<string, unknown>);
  });
}

function writeEvent(delta: object, finishReason: string | null = null): string {
  const choice = { index: 0, delta, finish_reason: finishReason };
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [choice] })}\n\n`;
}
