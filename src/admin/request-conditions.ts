import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../contracts/gateway-error.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
/** No object has this version. */
const NEVER = -1;

/** The version that `If-Match` names; undefined where any will do. */
export function readIfMatch({ 'if-match': tag }: IncomingHttpHeaders): number | undefined {
  if (tag === undefined || tag.trim() === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(tag.trim())?.[1];
  return version === undefined ? NEVER : Number(version);
}

/** @throws GatewayError 400 for one that is too long or has other characters than visible ones. */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && IDEMPOTENCY_KEY.test(key)) return key;
  throw new GatewayError('invalid_request', 'Idempotency-Key must have 1 to 255 visible ASCII characters.');
}
