import { GatewayError } from '../contracts/gateway-error.js';

export interface Forwarded {
  readonly method: string;
  readonly provider: string;
  /** Path and query below the provider, raw: a decoded path could name another one. */
  readonly target: string;
}

/** TRACE is not among them: its answer repeats the request, the upstream's key included. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const TARGET = /^\/p\/([a-z\d-]+)(\/.*)$/s;

/** @throws GatewayError 405 for other methods, 400 where the route was found in a way that is not plain. */
export function parseForwarded(method: string | undefined, rawTarget: string): Forwarded {
  if (method === undefined || !METHODS.includes(method)) {
    const message = `Passthrough takes ${METHODS.join(', ')}.`;
    throw new GatewayError('method_not_allowed', message, { allow: METHODS });
  }
  const [, provider, target] = TARGET.exec(rawTarget) ?? [];
  if (provider === undefined || target === undefined) {
    throw new GatewayError('invalid_request', 'Write the path plainly: /p/<provider>/<path>.');
  }
  return { method, provider, target };
}
