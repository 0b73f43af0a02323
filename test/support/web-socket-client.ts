import { text } from 'node:stream/consumers';
import { type ClientOptions, WebSocket } from 'ws';
import type { ErrorFields } from './http-request.js';
import { until } from './until.js';

export interface WebSocketClient {
  readonly socket: WebSocket;
  readonly messages: readonly Message[];
  /** Resolves with the first message from this position on. */
  message(at: number): Promise<Message>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface Message {
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly error: ErrorFields;
}

export interface ClientSettings extends ClientOptions {
  readonly protocols?: readonly string[];
}

/** Opens a WebSocket; rejects where it is refused. */
export async function openWebSocket(url: string, settings: ClientSettings = {}): Promise<WebSocketClient> {
  const client = watch(create(url, settings));
  await new Promise((resolve, reject) => client.socket.once('open', resolve).once('error', reject));
  return client;
}

/** Expects to be refused. */
export function refusedWebSocket(url: string, settings: ClientSettings = {}): Promise<Refusal> {
  const socket = create(url, settings);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('open', () => {
      socket.terminate();
      reject(new Error(`${url} was not refused`));
    });
    socket.once('unexpected-response', (_request, response) => {
      text(response).then((body) => {
        const { error } = JSON.parse(body) as { error: ErrorFields };
        resolve({ status: response.statusCode ?? 0, headers: response.headers, error });
      }, reject);
    });
  });
}

function create(url: string, { protocols = [], ...options }: ClientSettings): WebSocket {
  return new WebSocket(url.replace(/^http/, 'ws'), [...protocols], { perMessageDeflate: false, ...options });
}

function watch(socket: WebSocket): WebSocketClient {
  const messages: Message[] = [];
  socket.on('message', (data, isBinary) => messages.push({ bytes: data as Buffer, isBinary }));
  socket.on('error', () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
    });
  });
  return { socket, messages, closed, message: (at) => until(() => messages[at]) };
}
