import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayError } from '../contracts/gateway-error.js';
import { errorHeaders, renderErrorBody } from './error-body.js';

/** Answers a request that has no response object, in the gateway's envelope, and ends its connection. */
export function refuseOnSocket(
  socket: Duplex,
  error: GatewayError,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (!socket.writable) return;
  const body = JSON.stringify(renderErrorBody(error));
  const { status } = error.kind;
  const lines = Object.entries({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...errorHeaders(error),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`);
}
