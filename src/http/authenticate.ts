import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BUILT_IN_ORGANISATION, BUILT_IN_TEAM, type Principal } from '../contracts/principal.js';

const BUILT_IN = { organisation: BUILT_IN_ORGANISATION, team: BUILT_IN_TEAM };
export const ANONYMOUS: Principal = { ...BUILT_IN, key: 'anonymous', role: 'member' };
const MASTER: Principal = { ...BUILT_IN, key: 'master', role: 'administrator' };

/** The principal of a request's credential; undefined where it has none or a wrong one. */
export type Authenticate = (headers: IncomingHttpHeaders) => Principal | undefined;

/** Without a master key everybody is the anonymous member, whatever credential a client sends. */
export function createAuthenticate(masterKey: string | undefined): Authenticate {
  if (masterKey === undefined) return () => ANONYMOUS;
  const expected = digest(masterKey);
  return (headers) => {
    const credential = readCredential(headers);
    // Digests have one length, so the comparison tells nothing of the key's.
    return credential !== undefined && timingSafeEqual(digest(credential), expected) ? MASTER : undefined;
  };
}

function readCredential({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  const bearer = authorization === undefined ? null : /^bearer +(\S+) *$/i.exec(authorization);
  if (bearer !== null) return bearer[1];
  return typeof apiKey === 'string' && authorization === undefined ? apiKey : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
