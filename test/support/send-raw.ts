import { connect } from 'node:net';

/** The status of the answer to a request whose first line and headers are sent as they are; 0 where there was no answer. */
export function sendRaw(origin: string, firstLine: string, headers: readonly string[] = []): Promise<number> {
  const { hostname, port, host } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`silence after ${firstLine}`)));
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => (text += piece));
    socket.once('error', reject);
    socket.once('close', () => {
      resolve(Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0));
    });
    const lines = [firstLine, `host: ${host}`, 'connection: close', ...headers, '', ''];
    socket.write(Buffer.from(lines.join('\r\n'), 'latin1'));
  });
}

const PATIENCE_MS = 15_000;
