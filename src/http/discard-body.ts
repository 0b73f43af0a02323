import type { IncomingMessage, ServerResponse } from 'node:http';

/** So much more is read and thrown away, then the client is cut off. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * For a request that is refused before its body is there: reads the rest and throws it away, so that the client gets to read
 * the answer. A connection that is closed while the client still sends takes the answer from it.
 */
export function discardBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || !hasBody(request)) return;
  let discarded = 0;
  request.on('data', (bytes: Buffer) => {
    discarded += bytes.length;
    if (discarded > MAX_DISCARDED_BYTES) request.destroy();
  });
  if (!response.shouldKeepAlive) closeAfterBody(request, response);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Node itself would close the connection right after the answer where the client asked for that. */
function closeAfterBody(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = true;
  request.once('end', () => {
    if (response.writableFinished) request.socket.end();
    else response.once('finish', () => request.socket.end());
  });
}
