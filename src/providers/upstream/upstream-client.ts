import type { Readable } from 'node:stream';
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

  /** POSTs the body as JSON; the answer whole, as text. Unsubscribing before it aborts the request. */
  post(prepared: Postable): Observable<ExchangeResponse<string>> {
    return this.send<string>({ ...this.toPost(prepared), wants: 'text' });
  }

  /** The same for an answer that may be an event stream: its body from the headers on, or the text of anything else. */
  postForEvents(prepared: Postable): Observable<ExchangeResponse> {
    return this.send({ ...this.toPost(prepared), wants: 'events' });
  }

  get(path: string): Observable<ExchangeResponse<string>> {
    return this.send<string>({ method: 'get', url: this.basePath + path, headers: {}, wants: 'text' });
  }

  /** Any request to any path of the upstream's host (`url` begins with a slash); the answer whole, as text. */
  request(request: RawRequest): Observable<ExchangeResponse<string>> {
    return this.send<string>({ ...request, wants: 'text' });
  }

  /**
   * Any request to any path of the upstream's host (`url` begins with a slash), its answer as a body from the headers on.
   * Unsubscribing before the headers aborts it; from then on the body has to be read or released.
   */
  open(request: RawRequest): Observable<ExchangeResponse<IncomingBody>> {
    return this.send<IncomingBody>({ ...request, wants: 'body' });
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
      headers: { ...headers, 'content-type': 'application/json' },
      data: JSON.stringify(body),
    };
  }

  private send<Data extends string | IncomingBody>(
    request: RawRequest & { readonly wants: Wanted },
  ): Observable<ExchangeResponse<Data>> {
    return new Observable((subscriber) => {
      const abandonment = new Abandonment();
      const key = this.takeKey();
      const traced = currentTrace()?.outgoingHeaders();
      const headers = { ...request.headers, ...traced, authorization: `Bearer ${key}` };
      let hasAnswer = false;
      const config = { ...request, baseURL: this.origin, headers, signal: abandonment };
      runUntraced(() => this.axios.request<Data>(config)).then(
        (response) => {
          hasAnswer = true;
          this.options.onAnswer?.(key, response.status);
          subscriber.next(this.concealKeys(response as unknown as ExchangeResponse<Data>));
          subscriber.complete();
        },
        (error: unknown) => {
          hasAnswer = true;
          subscriber.error(describeTransportFailure(error, this.options.name));
        },
      );
      return () => {
        if (!hasAnswer) abandonment.abort();
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

/** A request as it goes out, less credentials. */
export interface RawRequest {
  readonly method: string;
  /** Path and query on the upstream's host. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly data?: string | Buffer | Readable;
}
