import { connect } from 'node:net';
import { chatBody } from './post-chat.js';
import { until } from './until.js';

/** One TCP connection to the gateway, for what HTTP clients hide: several requests on it, its end. */
export interface RawConnection {
  /** Everything that came so far. */
  readonly text: string;
  readonly isClosed: boolean;
  /** Sends a chat request that keeps the connection. */
  sendChat(fields?: Readonly<Record<string, unknown>>): void;
  waitForText(text: string): Promise<void>;
  waitForClose(): Promise<void>;
  close(): void;
}

export function openRawConnection(
  origin: string,
  version: 'HTTP/1.0' | 'HTTP/1.1' = 'HTTP/1.1',
): RawConnection {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece) => (text += String(piece)));
  // Its end is what counts, not how it came.
  socket.on('error', () => undefined);
  return {
    get text() {
      return text;
    },
    get isClosed() {
      return socket.closed;
    },
    sendChat: (fields = {}) => {
      const body = JSON.stringify(chatBody(fields));
      socket.write(
        `POST /v1/chat/completions ${version}\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
          `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
    waitForText: async (wanted) => {
      await until(() => text.includes(wanted));
    },
    waitForClose: async () => {
      await until(() => socket.closed);
    },
    close: () => socket.destroy(),
  };
}
