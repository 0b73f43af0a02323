import { map, type Observable } from 'rxjs';
import type { Call } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ListQuery, ObjectPage, StoredObject } from '../../contracts/stored-objects.js';
import { type ErrorReader, noteRequestId, readRefusal } from './error-answer.js';
import { parseJson } from './parse-json.js';
import type { RawRequest, UpstreamClient } from './upstream-client.js';
import type { ExchangeResponse } from './upstream-exchange.js';

/** One kind of stored object at one upstream, e.g. its files. */
export interface ObjectStore extends ErrorReader {
  readonly client: UpstreamClient;
  /** Below the base URL, with a leading slash. */
  readonly path: string;
  /** What one object is called, e.g. `file`. */
  readonly noun: string;
  /** The longest page that the upstream gives. */
  readonly maxPage: number;
}

export interface ObjectRequest extends Partial<Omit<RawRequest, 'url'>> {
  /** The object that the request is about. */
  readonly id?: string;
  /** Below the object, or the list, with a leading slash. */
  readonly subpath?: string;
}

/** Ids of upstreams; anything else could lead to another path. */
const ID = /^[\w-][\w.-]{0,199}$/;

/** Asks for an object, or for something done to one. Emits the answer, which has an id. */
export function requestObject<Value extends { readonly id: string }>(
  store: ObjectStore,
  request: ObjectRequest,
  call: Call,
): Observable<Value> {
  return store.client.request(toRawRequest(store, request)).pipe(
    map((response) => {
      noteRequestId(response, call);
      const body = response.status === 200 ? parseJson(response.data) : undefined;
      if (hasId(body)) return body as Value;
      throw readObjectRefusal(store, response, request.id);
    }),
  );
}

export function requestPage<Item extends StoredObject>(
  store: ObjectStore,
  { after, limit, filters }: ListQuery,
  call: Call,
): Observable<ObjectPage<Item>> {
  const query = new URLSearchParams(filters);
  query.set('limit', String(Math.min(limit, store.maxPage)));
  if (after !== undefined) query.set('after', after);
  return store.client.request(toRawRequest(store, { subpath: `?${query.toString()}` })).pipe(
    map((response) => {
      noteRequestId(response, call);
      const body = response.status === 200 ? parseJson(response.data) : undefined;
      const page = readPage<Item>(body);
      if (page !== undefined) return page;
      throw readObjectRefusal(store, response, undefined);
    }),
  );
}

/** @throws GatewayError not_found for an id that no upstream can have. */
export function toRawRequest(store: ObjectStore, request: ObjectRequest): RawRequest {
  const { id, subpath = '', method = 'get', headers = {}, data } = request;
  if (id !== undefined && !ID.test(id)) throw unknownObject(store, id);
  const path = id === undefined ? store.path : `${store.path}/${id}`;
  return { method, url: store.client.basePath + path + subpath, headers, data };
}

/** The error of an answer that is not the object asked for; a 404 is about the id. */
export function readObjectRefusal(
  store: ObjectStore,
  response: ExchangeResponse,
  id: string | undefined,
): GatewayError {
  const error = readRefusal(store, response, store.noun);
  if (response.status !== 404) return error;
  const { upstreamRequestId, cause } = error.details;
  if (id !== undefined) return unknownObject(store, id, { upstreamRequestId, cause });
  const message = `The upstream ${store.provider} does not offer ${store.path.slice(1)}.`;
  return new GatewayError('not_found', message, { upstreamRequestId, cause });
}

function unknownObject(
  { noun }: ObjectStore,
  id: string,
  details: GatewayError['details'] = {},
): GatewayError {
  return new GatewayError('not_found', `There is no ${noun} ${JSON.stringify(id)}.`, details);
}

/** Model Studio sends null for an empty list (recorded). */
function readPage<Item extends StoredObject>(body: unknown): ObjectPage<Item> | undefined {
  const { data, has_more: hasMore } = (body ?? {}) as { data?: unknown; has_more?: unknown };
  if (data !== null && !Array.isArray(data)) return undefined;
  return { data: (data ?? []).filter(hasId) as Item[], hasMore: hasMore === true };
}

function hasId(value: unknown): value is { readonly id: string } {
  return typeof (value as { id?: unknown } | null | undefined)?.id === 'string';
}
