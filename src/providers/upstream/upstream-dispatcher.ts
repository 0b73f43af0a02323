import { type Dispatcher, EnvHttpProxyAgent, Pool, ProxyAgent } from 'undici';

export interface DispatcherOptions {
  readonly origin: string;
  readonly connectTimeoutMs: number;
  /** The instance's own proxy; wins over the general one. */
  readonly proxyUrl?: string;
  /** HTTPS_PROXY: for https upstreams that NO_PROXY does not name. */
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

const CONNECTIONS = 256;
/** Shorter than the idle limits of common servers (5 s), so that few connections die under a request. */
const KEEP_ALIVE_MS = 4_000;

/** The connections to one upstream, direct or through a proxy. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { proxyUrl, httpsProxy, noProxy } = options;
  const pool = {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: options.connectTimeoutMs },
  };
  const tunnelled = { ...pool, ...limitTunnel(options.connectTimeoutMs) };
  if (proxyUrl !== undefined) return new ProxyAgent({ ...tunnelled, uri: proxyUrl });
  if (httpsProxy !== undefined && options.origin.startsWith('https:')) {
    return new EnvHttpProxyAgent({ ...tunnelled, httpsProxy, httpProxy: '', noProxy: noProxy ?? '' });
  }
  return new Pool(options.origin, pool);
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
