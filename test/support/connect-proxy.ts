import { createServer, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback-server.js';

/** A proxy on loopback that opens tunnels. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of every tunnel that was asked for. */
  readonly targets: readonly string[];
  /** The headers of the requests for them. */
  readonly headers: readonly IncomingHttpHeaders[];
  stop(): Promise<void>;
}

/** `refuses`: as one does that wants other credentials; `ignores`: takes the request and says nothing. */
type ProxyManner = 'tunnels' | 'refuses' | 'ignores';

/** With `port`, all its tunnels lead there on loopback, whatever host they are for. */
export async function startConnectProxy(
  manner: ProxyManner = 'tunnels',
  port?: number,
): Promise<ConnectProxy> {
  const targets: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client: Socket) => {
    const target = request.url ?? '';
    targets.push(target);
    headers.push(request.headers);
    client.on('error', () => undefined);
    if (manner === 'ignores') return;
    if (manner === 'refuses') {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const { hostname, port: targetPort } = new URL(`http://${target}`);
    const to =
      port === undefined ? { host: hostname, port: Number(targetPort) } : { host: '127.0.0.1', port };
    const upstream = connect(to, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    client.once('close', () => upstream.destroy());
    upstream.on('error', () => undefined).once('close', () => client.destroy());
  });
  const { port: ownPort, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${ownPort}`, targets, headers, stop };
}
