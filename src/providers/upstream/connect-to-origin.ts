import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { openTunnel } from './open-tunnel.js';

export type Connected = (error: Error | null, socket?: Socket) => void;

/** A plain or TLS connection to the upstream, through the proxy where there is one. Returns what gives it up. */
export function connectToOrigin(origin: string, proxy: string | undefined, connected: Connected): () => void {
  const { protocol, hostname, port } = new URL(origin);
  const isSecure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port === '' ? DEFAULT_PORTS[protocol] : port) };
  const open = (through: { readonly socket: Socket } | typeof target): (() => void) => {
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const socket = isSecure ? connectTls({ ...through, ...servername }) : connectTcp(target);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      connected(null, socket);
    });
    socket.once('error', connected);
    return () => socket.destroy();
  };
  if (proxy === undefined) return open(target);
  let giveUp = openTunnel(proxy, `${hostname}:${target.port}`, (error, tunnel) => {
    if (tunnel === undefined || !isSecure) connected(error, tunnel);
    else giveUp = open({ socket: tunnel });
  });
  return () => {
    giveUp();
  };
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
