import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

type Settle = (error: Error | null, socket?: Socket) => void;

/** A connection to `host:port` through a proxy. Says how it ended once; returns what gives it up. */
export function openTunnel(proxy: string, authority: string, settle: Settle): () => void {
  const { protocol, hostname, port, username, password } = new URL(proxy);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
  const request = (protocol === 'https:' ? httpsRequest : httpRequest)({
    method: 'CONNECT',
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    path: authority,
    headers: { host: authority, ...(username === '' ? {} : authorization) },
    agent: false,
  });
  request.once('connect', ({ statusCode }, socket) => {
    if (statusCode === 200) {
      settle(null, socket);
      return;
    }
    socket.destroy();
    settle(new Error(`the proxy answered ${String(statusCode)}`));
  });
  request.once('response', ({ statusCode }) => {
    request.destroy();
    settle(new Error(`the proxy answered ${String(statusCode)}`));
  });
  request.once('error', settle);
  request.end();
  return () => request.destroy(new Error('the tunnel was given up'));
}
