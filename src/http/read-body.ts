import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../contracts/gateway-error.js';

/**
 * The bytes of a request's body.
 * @throws GatewayError 413 as soon as it is longer than the limit; 400 where the client broke off.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    const refuse = (): void => {
      request.removeListener('data', collect);
      pieces.length = 0;
      reject(
        new GatewayError(
          'request_too_large',
          `The body is larger than ${maxBytes} bytes; send less, or have the operator raise MAX_BODY_BYTES.`,
        ),
      );
    };
    const collect = (bytes: Buffer): void => {
      size += bytes.length;
      if (size > maxBytes) refuse();
      else pieces.push(bytes);
    };
    if (Number(request.headers['content-length']) > maxBytes) {
      refuse();
      return;
    }
    request.on('data', collect);
    request.once('end', () => {
      resolve(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces));
    });
    request.once('error', (cause) => {
      reject(new GatewayError('invalid_request', 'The body broke off; send it again.', { cause }));
    });
  });
}
