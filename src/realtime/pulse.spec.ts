import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from './pulse.js';

const INTERVAL_MS = 30;

let server: WebSocketServer;
let port: number;

beforeEach(async () => {
  const http = createServer().listen(0, '127.0.0.1');
  server = new WebSocketServer({ server: http });
  await once(http, 'listening');
  ({ port } = http.address() as AddressInfo);
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

const nextSocket = async (): Promise<WebSocket> => {
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  return socket;
};

const intervals = (count: number): Promise<unknown> =>
  new Promise((resolve) => setTimeout(resolve, count * INTERVAL_MS));

describe('keepAlive', () => {
  it('ends the connection of a peer that never answers', async () => {
    const met = nextSocket();
    // It shakes hands, and then says nothing any more.
    const silent = connect(port, '127.0.0.1');
    silent.write(
      'GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    silent.resume().on('error', () => undefined);
    const socket = await met;
    const stop = keepAlive(socket, INTERVAL_MS);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
    stop();
    silent.destroy();
  });

  it('spares a peer that answers, and one that is not read', async () => {
    const met = nextSocket();
    const peer = new WebSocket(`ws://127.0.0.1:${port}`);
    const socket = await met;
    const stop = keepAlive(socket, INTERVAL_MS);
    await intervals(6);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.pause();
    await intervals(6);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    stop();
    peer.terminate();
  });
});
