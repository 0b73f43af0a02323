import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { listenOnLoopback } from './loopback-server.js';

/** An upstream on loopback that takes WebSockets at every path; its other answers are lists of models. */
export interface WebSocketUpstream {
  readonly origin: string;
  /** What BAILIAN_BASE_URL is set to. */
  readonly baseUrl: string;
  /** Handshakes since the last `meet` or `refuse`, oldest first. */
  readonly handshakes: readonly IncomingMessage[];
  /** How connections are met from now on. */
  meet(meet: (socket: WebSocket) => unknown): void;
  /** Handshakes get this answer from now on; undefined: none at all. */
  refuse(answer: string | undefined): void;
  stop(): Promise<void>;
}

const MODELS = JSON.stringify({ data: [{ id: 'qwen-omni' }] });

export interface WebSocketUpstreamOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Of those that a client offers, the one that is chosen. */
  readonly protocol?: string;
}

type Upgrade = readonly [request: IncomingMessage, socket: Duplex, head: Buffer];

export async function startWebSocketUpstream(
  options: WebSocketUpstreamOptions = {},
): Promise<WebSocketUpstream> {
  let handshakes: IncomingMessage[] = [];
  let upgrade: (...upgrade: Upgrade) => unknown = () => undefined;
  const accept = createAccept(options);
  const server = createModelServer(options);
  server.on('upgrade', (...[request, socket, head]: Upgrade) => {
    handshakes.push(request);
    upgrade(request, socket, head);
  });
  const { port, stop } = await listenOnLoopback(server);
  const origin = options.tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const startAnew = (next: typeof upgrade): void => {
    handshakes = [];
    upgrade = next;
  };
  return {
    origin,
    baseUrl: `${origin}/compatible-mode/v1`,
    get handshakes() {
      return handshakes;
    },
    meet: (meet) => {
      startAnew((...handshake) => {
        accept(handshake, meet);
      });
    },
    refuse: (answer) => {
      startAnew((_request, socket) => {
        refuse(socket, answer);
      });
    },
    stop,
  };
}

function refuse(socket: Duplex, answer: string | undefined): void {
  socket.on('error', () => undefined);
  // A socket that nobody reads would not say that it was closed.
  socket.resume().once('end', () => socket.destroy());
  if (answer !== undefined) socket.end(answer);
}

function createModelServer({ tls }: WebSocketUpstreamOptions): Server {
  const listener: RequestListener = (_request, response) => response.end(MODELS);
  return tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
}

function createAccept({ protocol }: WebSocketUpstreamOptions) {
  const frames = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (protocol !== undefined && offered.has(protocol) ? protocol : false),
  });
  return ([request, socket, head]: Upgrade, use: (accepted: WebSocket) => void): void => {
    frames.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on('error', () => undefined);
      use(accepted);
    });
  };
}
