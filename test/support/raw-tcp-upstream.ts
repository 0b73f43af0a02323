import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listenOnLoopback } from './loopback-server.js';

/** An upstream below HTTP: a test says what each connection meets. */
export interface RawTcpUpstream {
  readonly port: number;
  readonly baseUrl: string;
  /** Those that brought chat requests since the last `meet`, oldest first. */
  readonly connections: readonly RawTcpConnection[];
  /** How chat requests are met from now on. Closes the connections there are. */
  meet(meet: (connection: RawTcpConnection) => unknown): void;
  stop(): Promise<void>;
}

export interface RawTcpConnection {
  readonly socket: Socket;
  /** Chat requests so far. */
  requests: number;
}

export interface RawTcpUpstreamOptions {
  /** Speaks TLS, as localhost, where given. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const MODELS = JSON.stringify({ data: [{ id: 'qwen-plus' }] });

export async function startRawTcpUpstream({ tls }: RawTcpUpstreamOptions = {}): Promise<RawTcpUpstream> {
  let connections: RawTcpConnection[] = [];
  let meet: (connection: RawTcpConnection) => unknown = ({ socket }) => socket.destroy();
  const accept = (socket: Socket): void => {
    const connection: RawTcpConnection = { socket, requests: 0 };
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (bytes.includes('GET ')) {
        socket.end(httpAnswer(MODELS, 'connection: close'));
        return;
      }
      // One piece is one request: they are small, and come one after the other.
      if (connection.requests === 0) connections.push(connection);
      connection.requests += 1;
      meet(connection);
    });
  };
  const server = await listenOnLoopback(
    tls === undefined ? createServer(accept) : createTlsServer(tls, accept),
  );
  const { port, stop } = server;
  return {
    port,
    baseUrl: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    get connections() {
      return connections;
    },
    meet: (next) => {
      connections = [];
      meet = next;
      server.dropConnections();
    },
    stop,
  };
}

export function httpAnswer(body: string, header = 'connection: keep-alive'): string {
  return (
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${header}\r\n` +
    `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
