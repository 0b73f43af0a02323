import type { AddressInfo, Server, Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** Closes what is open of the connections so far. */
  readonly dropConnections: () => void;
  readonly stop: () => Promise<void>;
}

/** Lets the server listen on a free port of 127.0.0.1. Stopping it cuts its connections. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const dropConnections = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    dropConnections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        dropConnections();
      }),
  };
}
