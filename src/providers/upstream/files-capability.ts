import { defer, map, mergeMap, type Observable, of } from 'rxjs';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { DeletedFile, FileContent, FileObject, FilesCapability } from '../../contracts/files.js';
import { BodyReadable } from '../../streaming/body-readable.js';
import type { IncomingBody } from '../../streaming/pull.js';
import { readErrorText } from './error-text.js';
import { noteRequestId } from './error-answer.js';
import { createMultipartBody } from './multipart-body.js';
import { firstHeader, type ResponseHeaders } from './response-headers.js';
import {
  type ObjectStore,
  readObjectRefusal,
  requestObject,
  requestPage,
  toRawRequest,
} from './stored-object-requests.js';
import type { ExchangeResponse } from './upstream-exchange.js';

/** What differs between servers that speak OpenAI's files. */
export interface FilesUpstream extends Omit<ObjectStore, 'path' | 'noun'> {
  readonly purposes: readonly string[];
}

/** Headers of an answer that describe its content. */
const CONTENT_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-range',
  'accept-ranges',
  'content-disposition',
  'etag',
  'last-modified',
];

/** The files capability of an upstream that speaks OpenAI's wire format. */
export function createFilesCapability({ purposes, ...upstream }: FilesUpstream): FilesCapability {
  const store: ObjectStore = { ...upstream, path: '/files', noun: 'file' };
  return {
    purposes,
    upload: (file, call) =>
      defer(() => {
        const { contentType, length, body } = createMultipartBody(file);
        const headers = {
          'content-type': contentType,
          ...(length === undefined ? {} : { 'content-length': String(length) }),
        };
        return requestObject<FileObject>(store, { method: 'post', headers, data: body }, call);
      }),
    list: (query, call) => requestPage<FileObject>(store, query, call),
    retrieve: (id, call) => requestObject<FileObject>(store, { id }, call),
    delete: (id, call) => requestObject<DeletedFile>(store, { id, method: 'delete' }, call),
    readContent: (id, headers, call) =>
      defer(() => store.client.open(toRawRequest(store, { id, subpath: '/content', headers }))).pipe(
        mergeMap((response) => {
          noteRequestId(response, call);
          return toContent(store, response, id);
        }),
      ),
  };
}

function toContent(
  store: ObjectStore,
  response: ExchangeResponse<IncomingBody>,
  id: string,
): Observable<FileContent> {
  const { status, headers, data } = response;
  if (status < 300 || status === 304) {
    return of({ status, headers: pick(headers), body: new BodyReadable(data) });
  }
  return readErrorText(data).pipe(
    map((text) => {
      if (status === 416) {
        throw new GatewayError('range_not_satisfiable', 'The file has no such range of bytes.', {
          upstreamRequestId: firstHeader(headers, 'x-request-id'),
        });
      }
      throw readObjectRefusal(store, { status, headers, data: text }, id);
    }),
  );
}

function pick(headers: ResponseHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    CONTENT_HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
