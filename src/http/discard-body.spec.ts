import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discardBody } from './discard-body.js';

const MIB = 1024 * 1024;

let server: Server;
beforeEach(async () => {
  server = createServer((request, response) => {
    discardBody(request, response);
    response.writeHead(401, { 'content-length': 7 }).end('refused');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Client {
  readonly socket: Socket;
  readonly received: () => string;
  readonly closed: Promise<unknown>;
}

function open(...headers: readonly string[]): Client {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => (text += bytes.toString('utf8')));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${['POST / HTTP/1.1', 'host: x', ...headers].join('\r\n')}\r\n\r\n`);
  return { socket, received: () => text, closed };
}

function writeForever(socket: Socket): void {
  const piece = Buffer.alloc(MIB);
  while (!socket.destroyed && socket.write(piece));
  socket.once('drain', () => {
    writeForever(socket);
  });
}

describe('discardBody', () => {
  it('cuts a client off that goes on for over 64 MiB', async () => {
    const { socket, received, closed } = open(`content-length: ${1024 * MIB}`);
    await once(socket, 'data');
    writeForever(socket);
    await closed;
    expect(received()).toContain('refused');
    expect(socket.bytesWritten).toBeGreaterThan(64 * MIB);
  });

  it.each(['keep-alive', 'close'])('answers before the body is there, connection: %s', async (connection) => {
    const { socket, received } = open(`content-length: ${4 * MIB}`, `connection: ${connection}`);
    await once(socket, 'data');
    expect(received()).toContain('refused');
    socket.destroy();
  });

  it('closes the connection after the body where the client asked for that', async () => {
    const { socket, received, closed } = open(`content-length: ${4 * MIB}`, 'connection: close');
    await once(socket, 'data');
    socket.write(Buffer.alloc(4 * MIB));
    await closed;
    expect(received()).toMatch(/^HTTP\/1\.1 401 .*refused$/s);
  });

  it('keeps the connection for the next request', async () => {
    const { socket, received } = open('content-length: 4');
    await once(socket, 'data');
    socket.write('bodyPOST / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(socket, 'data');
    expect(received()).toMatch(/refused.*refused$/s);
    socket.destroy();
  });

  it('leaves a request without a body alone', async () => {
    const { received, closed } = open('connection: close');
    await closed;
    expect(received()).toMatch(/^connection: close$/im);
  });
});
