import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { chooseProxy, type ProxyOptions } from './choose-proxy.js';

export interface DispatcherOptions extends ProxyOptions {
  readonly origin: string;
  readonly connectTimeoutMs: number;
}

const CONNECTIONS = 256;
/** Shorter than the idle limits of common servers (5 s), so that few connections die under a request. */
const KEEP_ALIVE_MS = 4_000;

/** The connections to one upstream, direct or through a proxy. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const pool = {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: options.connectTimeoutMs },
  };
  const proxy = chooseProxy(options.origin, options);
  if (proxy === undefined) return new Pool(options.origin, pool);
  return new ProxyAgent({ ...pool, ...limitTunnel(options.connectTimeoutMs), uri: proxy });
}

/** The proxy agents of undici do not look at `connect`: each step of a tunnel has a limit of its own, 300 s for CONNECT. */
function limitTunnel(timeout: number) {
  return {
    proxyTls: { timeout },
    requestTls: { timeout },
    clientFactory: (origin: URL, options: object): Dispatcher =>
      new Pool(origin, { ...options, headersTimeout: timeout }),
  };
}
