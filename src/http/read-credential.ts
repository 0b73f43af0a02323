import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../contracts/gateway-error.js';

/** What decides who makes a request. */
export interface Identified {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

const AUTHORIZATION = 'authorization';

/**
 * The credential that a request shows; undefined where there is none in a form that is known.
 * @throws GatewayError invalid_api_key for two `Authorization` headers: another hop may believe the other one.
 */
export function readCredential({ headers, rawHeaders }: Identified): string | undefined {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization === undefined) return typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined;
  if (isTwice(rawHeaders)) {
    throw new GatewayError('invalid_api_key', 'The request has two Authorization headers; send one.');
  }
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}

/** Node shows the first of several only. */
function isTwice(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) count += 1;
  }
  return count > 1;
}
