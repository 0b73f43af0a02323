import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Failure, renderFailure } from '../edge/simulator-error.js';

/** An ordinary answer in place of a WebSocket. */
export function refuseUpgrade(socket: Duplex, failure: Failure, requestId: string): void {
  const body = JSON.stringify(renderFailure(failure, { requestId, shape: 'compatible' }));
  const head = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? ''}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'server: istio-envoy',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
