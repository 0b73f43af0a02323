import type { Observable } from 'rxjs';
import type { WebSocket } from 'ws';
import type { Call } from './call.js';

/** A client's wish for a realtime session, as it came. */
export interface RealtimeRequest {
  /** The upstream's name of the model. */
  readonly model: string;
  /** What else the client's query has; it goes on. */
  readonly query: URLSearchParams;
  /** Names are lower case; a header that came twice has two values. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** What the client offered in Sec-WebSocket-Protocol. */
  readonly protocols: readonly string[];
}

/** The same as it goes out, less credentials. */
export interface PreparedRealtime {
  /** Path and query on the upstream's host. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly protocols: readonly string[];
}

/** Sessions of frames both ways over a WebSocket. */
export interface RealtimeCapability {
  /** Where a session goes. Pure: nothing is sent. */
  prepare(request: RealtimeRequest): PreparedRealtime;
  /**
   * Emits the open connection, paused so that no frame is lost before somebody listens, and completes. It then belongs to
   * the subscriber, who has to close it. Unsubscribing before that ends the attempt.
   * @throws GatewayError, through the Observable, where the upstream cannot be reached or refuses.
   */
  connect(prepared: PreparedRealtime, call: Call): Observable<WebSocket>;
}
