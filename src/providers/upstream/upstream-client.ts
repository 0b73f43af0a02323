import { Axios } from 'axios';
import { Observable } from 'rxjs';
import type { Dispatcher } from 'undici';
import type { PreparedRequest } from '../../contracts/provider.js';
import type { IncomingBody } from '../../streaming/pull.js';
import { Abandonment } from './abandonment.js';
import { createDispatcher, type DispatcherOptions } from './upstream-dispatcher.js';
import { describeTransportFailure } from './transport-failure.js';
import { type TransportTimeouts, undiciAdapter } from './undici-adapter.js';
import type { ExchangeResponse } from './upstream-exchange.js';

export interface UpstreamClientOptions extends Omit<DispatcherOptions, 'origin'> {
  /** The provider instance, for error messages. */
  readonly name: string;
  readonly baseUrl: string;
  /** Taken in turn, one a request. */
  readonly apiKeys: readonly string[];
  readonly timeouts: TransportTimeouts;
}

/** An answer of any status. */
export type UpstreamResponse = ExchangeResponse;

/**
 * HTTP to one upstream: an axios instance over an undici pool. What it throws is a GatewayError that holds no secret; the
 * status of an answer is not judged here.
 */
export class UpstreamClient {
  private readonly dispatcher: Dispatcher;
  private readonly axios: Axios;
  private readonly basePath: string;
  private nextKey = 0;

  constructor(private readonly options: UpstreamClientOptions) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.basePath = pathname.replace(/\/+$/, '');
    this.dispatcher = createDispatcher({ ...options, origin });
    this.axios = createLeanAxios(origin, this.dispatcher, options.timeouts);
  }

  /** POSTs the body as JSON. Unsubscribing before the answer aborts the request. */
  post(prepared: PreparedRequest, wants: 'text' | 'stream'): Observable<UpstreamResponse> {
    return this.send({
      method: 'post',
      url: this.basePath + prepared.path,
      headers: { ...prepared.headers, 'content-type': 'application/json' },
      data: JSON.stringify(prepared.body),
      responseType: wants,
    });
  }

  get(path: string): Observable<UpstreamResponse> {
    return this.send({ method: 'get', url: this.basePath + path, headers: {}, responseType: 'text' });
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  private send(request: AxiosRequest): Observable<UpstreamResponse> {
    return new Observable((subscriber) => {
      const abandonment = new Abandonment();
      const headers = { ...request.headers, authorization: `Bearer ${this.takeKey()}` };
      let hasAnswer = false;
      this.axios.request<string | IncomingBody>({ ...request, headers, signal: abandonment }).then(
        (response) => {
          hasAnswer = true;
          subscriber.next(response as unknown as UpstreamResponse);
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

  private takeKey(): string {
    const { apiKeys } = this.options;
    this.nextKey = (this.nextKey + 1) % apiKeys.length;
    return apiKeys[this.nextKey] ?? '';
  }
}

interface AxiosRequest {
  readonly method: 'get' | 'post';
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly data?: string;
  readonly responseType: 'text' | 'stream';
}

/** axios without its transformations and default headers: they cost more than the whole rest of a request. */
function createLeanAxios(baseURL: string, dispatcher: Dispatcher, timeouts: TransportTimeouts): Axios {
  return new Axios({
    baseURL,
    adapter: undiciAdapter(dispatcher, timeouts),
    headers: {},
    transformRequest: [],
    transformResponse: [],
    validateStatus: null,
  });
}
