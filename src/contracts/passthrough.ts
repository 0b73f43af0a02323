import type { Readable } from 'node:stream';
import type { Observable } from 'rxjs';
import type { Call } from './call.js';

/** A request for one of the upstream's own doors, as the client sent it. */
export interface PassthroughRequest {
  readonly method: string;
  /** Path and query below `/p/{provider}`, raw, with a leading slash. */
  readonly target: string;
  /** Names are lower case; a header that came twice has two values. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
}

/** The same as it goes out, less credentials and body. */
export interface PreparedPassthrough {
  readonly method: string;
  /** Path and query on the upstream's host. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Whether the output cap of a JSON body is to be renamed for the upstream (`renameOutputCap`). */
  readonly renamesOutputCap: boolean;
}

/** The upstream's answer, whatever its status. */
export interface PassthroughAnswer {
  readonly status: number;
  /** Without those that concern one connection only, and without cookies. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Has to be read or destroyed; destroying it ends the upstream request. Fails where the upstream breaks off. */
  readonly body: Readable;
}

/** The upstream's own doors, byte for byte. */
export interface PassthroughCapability {
  /**
   * Where a request goes. Pure: nothing is sent.
   * @throws GatewayError 400 for a path that could be read as another one, 403 for one that hands out credentials.
   */
  prepare(request: PassthroughRequest): PreparedPassthrough;
  /** Emits the answer with its headers. Unsubscribing before that aborts the request. */
  send(
    prepared: PreparedPassthrough,
    body: Buffer | Readable | undefined,
    call: Call,
  ): Observable<PassthroughAnswer>;
}
