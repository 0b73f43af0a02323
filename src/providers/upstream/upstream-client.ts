import type { Readable } from 'node:stream';
import type { AxiosRequestConfig } from 'axios';
import { catchError, defer, map, Observable, tap } from 'rxjs';
import type { Dispatcher } from 'undici';
import type { PreparedRequest } from '../../contracts/provider.js';
import type { PreparedRealtime } from '../../contracts/realtime.js';
import type { IncomingBody } from '../../streaming/pull.js';
import { currentTrace, runUntraced } from '../../tracing/current-trace.js';
import { Abandonment } from './abandonment.js';
import { chooseProxy } from './choose-proxy.js';
import { type DialResult, dialWebSocket } from './dial-web-socket.js';
import { DirectAxios } from './direct-axios.js';
import { createDispatcher, type DispatcherOptions } from './upstream-dispatcher.js';
import { describeTransportFailure } from './transport-failure.js';
import { type TransportTimeouts, undiciAdapter } from './undici-adapter.js';
import type { ExchangeResponse, Wanted } from './upstream-exchange.js';

export interface UpstreamClientOptions extends Omit<DispatcherOptions, 'origin'> {
  /** The provider instance, for error messages. */
  readonly name: string;
  readonly baseUrl: string;
  /** Taken in turn, one a request. */
  readonly apiKeys: readonly string[];
  readonly timeouts: TransportTimeouts;
  /** The largest message of a WebSocket. */
  readonly maxPayloadBytes: number;
  /** Learns of every answer with which key it was asked for. Must not throw. */
  readonly onAnswer?: (key: string, status: number) => void;
}

/** What a JSON request is made of. */
type Postable = Pick<PreparedRequest<object>, 'path' | 'basePath' | 'headers' | 'body'>;

/**
 * HTTP to one upstream: an axios instance over an undici pool. What it throws is a GatewayError that holds no secret; the
 * status of an answer is not judged here.
 */
export class UpstreamClient {
  private readonly dispatcher: Dispatcher;
  private readonly axios: DirectAxios;
  private readonly origin: string;
  /** Of the base URL. */
  readonly host: string;
  /** Of the base URL, without a trailing slash. */
  readonly basePath: string;
  private nextKey = 0;

  constructor(private readonly options: UpstreamClientOptions) {
    const { origin, host, pathname } = new URL(options.baseUrl);
    this.host = host;
    this.basePath = pathname.replace(/\/+$/, '');
    this.dispatcher = createDispatcher({ ...options, origin });
    this.origin = origin;
    this.axios = new DirectAxios(undiciAdapter(this.dispatcher, options.timeouts));
  }

  /** POSTs the body as JSON; the answer whole, as `read` reads it. Unsubscribing before it aborts the request. */
  post<Value>(prepared: Postable, read: (response: ExchangeResponse<string>) => Value): Observable<Value> {
    return this.send(this.toPost(prepared), 'text', read);
  }

  /** The same for an answer that may be an event stream: its body from the headers on, or the text of anything else. */
  postForEvents(prepared: Postable): Observable<ExchangeResponse> {
    return this.send(this.toPost(prepared), 'events', asItIs<ExchangeResponse>);
  }

  get(path: string): Observable<ExchangeResponse<string>> {
    return this.request({ method: 'get', url: this.basePath + path, headers: {} });
  }

  /** Any request to any path of the upstream's host (`url` begins with a slash); the answer whole, as text. */
  request(request: RawRequest): Observable<ExchangeResponse<string>> {
    return this.send(request, 'text', asItIs<ExchangeResponse<string>>);
  }

  /**
   * Any request to any path of the upstream's host (`url` begins with a slash), its answer as a body from the headers on.
   * Unsubscribing before the headers aborts it; from then on the body has to be read or released.
   */
  open(request: RawRequest): Observable<ExchangeResponse<IncomingBody>> {
    return this.send(request, 'body', asItIs<ExchangeResponse<IncomingBody>>);
  }

  /** Opens a WebSocket on the upstream's host, as `dialWebSocket` does. */
  dial({ url, headers, protocols }: PreparedRealtime): Observable<DialResult> {
    const { options } = this;
    return defer(() => {
      const key = this.takeKey();
      const dialled = dialWebSocket({
        origin: this.origin,
        path: url,
        headers: { ...headers, ...currentTrace()?.outgoingHeaders(), authorization: `Bearer ${key}` },
        protocols,
        proxy: chooseProxy(this.origin, options),
        maxPayloadBytes: options.maxPayloadBytes,
        connectTimeoutMs: options.connectTimeoutMs,
        answerTimeoutMs: options.timeouts.firstByteMs,
      });
      return dialled.pipe(
        tap((result) => {
          if ('refusal' in result) options.onAnswer?.(key, result.refusal.status);
        }),
      );
    }).pipe(
      map((result) => ('refusal' in result ? { refusal: this.concealKeys(result.refusal) } : result)),
      catchError((error: unknown) => {
        throw describeTransportFailure(error, options.name);
      }),
    );
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private toPost({ path, basePath = this.basePath, headers, body }: Postable): RawRequest {
    return {
      method: 'post',
      url: basePath + path,
      headers: Object.assign({ 'content-type': 'application/json' }, headers),
      data: JSON.stringify(body),
    };
  }

  private toConfig({ method, url, headers, data }: RawRequest, key: string): AxiosRequestConfig {
    const own = { authorization: `Bearer ${key}` };
    const all = Object.assign(own, headers, currentTrace()?.outgoingHeaders());
    return { baseURL: this.origin, method, url, headers: all, data };
  }

  private send<Data extends string | IncomingBody, Value>(
    request: RawRequest,
    wants: Wanted,
    read: (response: ExchangeResponse<Data>) => Value,
  ): Observable<Value> {
    return new Observable((subscriber) => {
      const signal = new Abandonment();
      const key = this.takeKey();
      let hasAnswer = false;
      const answered = (response: ExchangeResponse<Data>): void => {
        hasAnswer = true;
        this.options.onAnswer?.(key, response.status);
        try {
          subscriber.next(read(this.concealKeys(response)));
          subscriber.complete();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const failed = (error: unknown): void => {
        hasAnswer = true;
        subscriber.error(describeTransportFailure(error, this.options.name));
      };
      const config = this.toConfig(request, key);
      config.wants = wants;
      config.signal = signal;
      runUntraced(() => this.axios.request<Data, ExchangeResponse<Data>>(config)).then(answered, failed);
      return () => {
        if (!hasAnswer) signal.abort();
      };
    });
  }

  /** Some servers repeat the key in their errors, and the words of an error may reach clients. */
  private concealKeys<Response extends ExchangeResponse>(response: Response): Response {
    const { status, data } = response;
    if (status < 400 || typeof data !== 'string') return response;
    return {
      ...response,
      data: this.options.apiKeys.reduce((text, key) => text.replaceAll(key, '[key]'), data),
    };
  }

  private takeKey(): string {
    const { apiKeys } = this.options;
    this.nextKey = (this.nextKey + 1) % apiKeys.length;
    return apiKeys[this.nextKey] ?? '';
  }
}

function asItIs<Response>(response: Response): Response {
  return response;
}

/** A request as it goes out, less credentials. */
export interface RawRequest {
  readonly method: string;
  /** Path and query on the upstream's host. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly data?: string | Buffer | Readable;
}
