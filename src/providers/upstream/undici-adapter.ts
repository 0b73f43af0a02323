import { type AxiosAdapter, AxiosHeaders, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Dispatcher } from 'undici';
import { type ExchangeResponse, UpstreamExchange, type Wanted } from './upstream-exchange.js';

export interface TransportTimeouts {
  /** Until the first byte of the answer's headers, in milliseconds. */
  readonly firstByteMs: number;
  /** Between two pieces of the answer; does not run while the client is slow. */
  readonly idleMs: number;
  readonly totalMs: number;
}

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Takes the place of `responseType`; text by default. */
    wants?: Wanted;
  }
}

const CONNECTION_LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * An axios adapter over an undici dispatcher; `baseURL` is an origin, `url` the whole path, `wants` the form of the answer.
 * Redirects are answers like any other. A request whose kept-alive connection turns out to be dead before any byte came is
 * sent once more, unless its body is a stream. Errors are those of undici and carry neither headers nor body of the request.
 */
export function undiciAdapter(dispatcher: Dispatcher, timeouts: TransportTimeouts): AxiosAdapter {
  return (config) =>
    new Promise((resolve, reject) => {
      const request = toDispatchOptions(config, timeouts);
      let exchange: UpstreamExchange;
      const leave = (): void => {
        exchange.abort(new Error('the request was abandoned'));
      };

      const send = (mayRepeat: boolean): void => {
        exchange = new UpstreamExchange(config.wants ?? 'text', timeouts.totalMs, {
          responded: (response) => {
            // A stream may still be given up until somebody has it.
            if (typeof response.data === 'string') config.signal?.removeEventListener?.('abort', leave);
            resolve(toAxiosResponse(response, config));
          },
          failed: (error) => {
            if (mayRepeat && isRepeatable(request) && isStaleConnection(exchange, error)) {
              send(false);
              return;
            }
            config.signal?.removeEventListener?.('abort', leave);
            reject(error);
          },
        });
        dispatcher.dispatch(request, exchange);
      };

      config.signal?.addEventListener?.('abort', leave);
      send(true);
    });
}

function toDispatchOptions(
  config: InternalAxiosRequestConfig,
  timeouts: TransportTimeouts,
): Dispatcher.DispatchOptions {
  return {
    origin: config.baseURL,
    path: config.url ?? '/',
    method: (config.method ?? 'get').toUpperCase(),
    headers: plainHeaders(config.headers),
    body: config.data as Dispatcher.DispatchOptions['body'],
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.idleMs,
  };
}

/** axios brings an AxiosHeaders, a direct call the headers themselves. */
function plainHeaders(headers: AxiosHeaders | Record<string, string>): Record<string, string> {
  return headers instanceof AxiosHeaders ? (headers.toJSON() as Record<string, string>) : headers;
}

function toAxiosResponse(response: ExchangeResponse, config: InternalAxiosRequestConfig): AxiosResponse {
  return {
    data: response.data,
    status: response.status,
    statusText: '',
    headers: response.headers,
    config,
  };
}

/** A stream has been read from by now. */
function isRepeatable({ body }: Dispatcher.DispatchOptions): boolean {
  return body === undefined || body === null || typeof body === 'string' || Buffer.isBuffer(body);
}

function isStaleConnection(exchange: UpstreamExchange, error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  return exchange.isOnUsedSocket && !exchange.hasResponse && CONNECTION_LOST.has(String(code));
}
