import type { Call } from '../contracts/call.js';
import { collectFileIds } from '../contracts/file-references.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { maySee, mayUseModel } from '../contracts/rights.js';
import { inspectJson } from '../http/inspect-json.js';

/** What upstreams keep for everybody who has their key: below /p nobody knows whose it is. */
const KEPT_UPSTREAM = new Set(['files', 'batches', 'responses', 'conversations']);

/**
 * Keeps what instances store from those who may not see all of it.
 * @param target Path and query below the provider, raw.
 * @throws GatewayError permission_denied.
 */
export function requireForwardable(target: string, { principal }: Call): void {
  if (maySee(principal, undefined)) return;
  const found = segmentsOf(target).find((segment) => KEPT_UPSTREAM.has(segment));
  if (found === undefined) return;
  throw new GatewayError(
    'permission_denied',
    `Below /p, ${found} are for administrators, since the upstream keeps them for all teams together; use /v1/${found}.`,
  );
}

/** Decoded as often as a server on the way could, and without what some servers cut off. */
function segmentsOf(target: string): readonly string[] {
  const [path = ''] = target.split(/[?#]/, 1);
  let decoded = path;
  for (let round = 0; round < 3; round += 1) decoded = decodeOnce(decoded);
  return decoded
    .toLowerCase()
    .split(/[\\/]/)
    .map((segment) => segment.split(';', 1)[0]?.trim() ?? '');
}

function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // The provider refuses it.
    return path;
  }
}

/** Whether the body has to be looked at before it goes on. */
export function isBodyRestricted(principal: Principal): boolean {
  return principal.models !== undefined || !maySee(principal, undefined);
}

/**
 * Checks the model at the top level of a body.
 * @param bytes undefined where it cannot be read: it is no JSON, or compressed.
 * @returns The ids of files that it names.
 * @throws GatewayError permission_denied; invalid_json for two models.
 */
export function checkForwardedBody(
  bytes: Buffer | undefined,
  provider: string,
  { principal }: Call,
): ReadonlySet<string> {
  const body = bytes === undefined ? undefined : parse(bytes);
  if (bytes === undefined || body === undefined) {
    if (principal.models === undefined) return new Set();
    throw new GatewayError(
      'permission_denied',
      'This key may use some models only, so its bodies below /p must be JSON that is not compressed.',
    );
  }
  const { model } = body;
  if (inspectJson(bytes, Infinity, 'model').duplicateKey !== undefined) {
    throw new GatewayError('invalid_request', 'The body has the key model twice; send it once.', {
      param: 'model',
    });
  }
  if (typeof model === 'string' && !mayUseModel(principal, [model, `${provider}/${model}`])) {
    throw new GatewayError('permission_denied', 'This key has no right to the model of the body.', {
      param: 'model',
    });
  }
  return collectFileIds(bytes.toString('utf8'), collectFileIds(body));
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
