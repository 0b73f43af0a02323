import type { IncomingMessage } from 'node:http';
import type { createConnection } from 'node:net';
import { Observable } from 'rxjs';
import { errors } from 'undici';
import { WebSocket } from 'ws';
import { type Connected, connectToOrigin } from './connect-to-origin.js';
import type { ExchangeResponse } from './upstream-exchange.js';

export interface DialOptions {
  /** `http:` or `https:`, which stand for `ws:` and `wss:`. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly protocols: readonly string[];
  readonly proxy?: string;
  readonly maxPayloadBytes: number;
  /** Until there is a connection, its TLS and its tunnel included. */
  readonly connectTimeoutMs: number;
  /** From then until the upstream has answered. */
  readonly answerTimeoutMs: number;
}

/** The open connection, or the upstream's answer where it would not have one. */
export type DialResult = { readonly socket: WebSocket } | { readonly refusal: ExchangeResponse<string> };

/** Of a refusal only this much is read. */
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Opens a WebSocket, paused so that no frame is lost before somebody listens. Fails with what undici would fail with.
 * Unsubscribing before it is open gives it up.
 */
export function dialWebSocket(options: DialOptions): Observable<DialResult> {
  return new Observable((subscriber) => {
    const fail = (error: Error): void => {
      subscriber.error(error);
    };
    const timer = new DialTimer(fail);
    let giveUp = (): void => undefined;
    const socket = createSocket(options, (connected) => {
      timer.start(options.connectTimeoutMs, new errors.ConnectTimeoutError());
      giveUp = connectToOrigin(options.origin, options.proxy, (error, connection) => {
        if (error === null) timer.start(options.answerTimeoutMs, new errors.HeadersTimeoutError());
        connected(error, connection);
      });
    });
    let isHandedOver = false;
    const emit = (result: DialResult): void => {
      isHandedOver = 'socket' in result;
      subscriber.next(result);
      subscriber.complete();
    };
    socket.on('error', fail);
    socket.once('unexpected-response', (_request, response) => {
      readRefusal(response, (refusal) => {
        emit({ refusal });
      });
    });
    socket.once('open', () => {
      socket.pause();
      emit({ socket });
    });
    return () => {
      timer.stop();
      if (isHandedOver) return;
      socket.terminate();
      giveUp();
    };
  });
}

function createSocket(
  { origin, path, headers, protocols, maxPayloadBytes }: DialOptions,
  connect: (connected: Connected) => void,
): WebSocket {
  return new WebSocket(origin.replace(/^http/, 'ws') + path, [...protocols], {
    headers: headers as Record<string, string>,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    followRedirects: false,
    // ws hands its options on to http.request, which takes a callback.
    createConnection: ((_options: unknown, connected: Connected) => {
      connect(connected);
    }) as unknown as typeof createConnection,
  });
}

function readRefusal(response: IncomingMessage, use: (refusal: ExchangeResponse<string>) => void): void {
  const pieces: Buffer[] = [];
  let size = 0;
  response.on('data', (bytes: Buffer) => {
    pieces.push(bytes);
    size += bytes.length;
    if (size > MAX_REFUSAL_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
  response.once('close', () => {
    const { statusCode = 0, headers } = response;
    use({ status: statusCode, headers, data: Buffer.concat(pieces).toString('utf8') });
  });
}

/** One limit at a time. */
class DialTimer {
  private timer?: NodeJS.Timeout;

  constructor(private readonly expired: (error: Error) => void) {}

  start(milliseconds: number, error: Error): void {
    this.stop();
    this.timer = setTimeout(this.expired, milliseconds, error);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
