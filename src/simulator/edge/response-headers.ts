import type { Response } from 'express';
import type { Exchange } from './exchange.js';

export interface AnswerHeaderOptions {
  /** Answered before the service proper saw the request. */
  readonly isEdge?: boolean;
  /** The whole answer is there as the headers leave; false for streams. */
  readonly isFinished?: boolean;
  /** Seconds that the service gives a call, as it says itself. */
  readonly timeoutSeconds?: number;
}

/** The headers of every recorded answer. There is never a Retry-After, and nothing about rate limits. */
export function writeAnswerHeaders(
  response: Response,
  exchange: Exchange,
  options: AnswerHeaderOptions,
): void {
  const now = Date.now();
  const cost = String(now - exchange.receivedAt);
  response.set({
    'x-request-id': exchange.id,
    'req-arrive-time': String(exchange.receivedAt),
    'req-cost-time': cost,
    'resp-start-time': String(now),
    server: 'istio-envoy',
    vary: 'Origin',
  });
  if (options.isEdge !== true) {
    response.set({ 'x-dashscope-call-gateway': 'true', 'x-envoy-upstream-service-time': cost });
  }
  if (options.isFinished !== undefined) response.set('x-dashscope-finished', String(options.isFinished));
  if (options.timeoutSeconds !== undefined) {
    response.set('x-dashscope-timeout', String(options.timeoutSeconds));
  }
  for (const [name, value] of Object.entries(exchange.fault.headers ?? {})) response.setHeader(name, value);
}
