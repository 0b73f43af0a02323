import type { IncomingHttpHeaders } from 'node:http';
import type { RequestTrace } from '../contracts/request-trace.js';

/** Makes traces of requests and sends them on. Not there while tracing is off. */
export interface Tracing {
  begin(method: string, headers: IncomingHttpHeaders): RequestTrace;
  /** Sends what waits, for a moment at most, and ends. */
  close(): Promise<void>;
}

/** Injects a `Tracing`, or undefined while it is off. */
export const Tracing = Symbol('Tracing');
