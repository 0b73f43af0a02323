export interface ProxyOptions {
  /** The instance's own proxy; wins over the general one. */
  readonly proxyUrl?: string;
  /** HTTPS_PROXY: for https upstreams that NO_PROXY does not name. */
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** The proxy through which an origin is reached; undefined where it is reached directly. */
export function chooseProxy(
  origin: string,
  { proxyUrl, httpsProxy, noProxy }: ProxyOptions,
): string | undefined {
  if (proxyUrl !== undefined) return proxyUrl;
  const url = new URL(origin);
  return url.protocol === 'https:' && !isExempt(url, noProxy ?? '') ? httpsProxy : undefined;
}

/** `*`, or hosts with their subdomains, each with a port or without; separated by commas or spaces. */
function isExempt({ hostname, port }: URL, noProxy: string): boolean {
  const entries = noProxy.split(/[,\s]+/).filter((entry) => entry !== '');
  return entries.some((entry) => {
    if (entry === '*') return true;
    const [, host = entry, onlyPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const exempt = host.replace(/^\*?\./, '').toLowerCase();
    const isPort = onlyPort === undefined || onlyPort === (port === '' ? '443' : port);
    return isPort && (hostname === exempt || hostname.endsWith(`.${exempt}`));
  });
}
