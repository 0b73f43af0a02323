import { connect } from 'node:net';
import { chatBody } from './post-chat.js';

/**
 * Asks for a stream on a bare socket and resolves with the text of each HTTP chunk of the answer: what the gateway wrote at
 * once. (Clients of HTTP see pieces of the network instead, which may be cut anywhere.)
 */
export async function recordWrites(
  origin: string,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<readonly string[]> {
  const { hostname, port } = new URL(origin);
  const body = JSON.stringify(chatBody({ stream: true, ...fields }));
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  const pieces: Buffer[] = [];
  for await (const bytes of socket) pieces.push(bytes as Buffer);
  return readChunks(Buffer.concat(pieces));
}

function readChunks(answer: Buffer): readonly string[] {
  const chunks: string[] = [];
  for (let at = answer.indexOf('\r\n\r\n') + 4; at < answer.length;) {
    const lineEnd = answer.indexOf('\r\n', at);
    const size = Number.parseInt(answer.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    chunks.push(answer.toString('utf8', lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return chunks;
}
