import type { RateLimits } from './rate-limits.js';
import type { RouteGroup } from './route-group.js';

/**
 * Who makes a call, and what it may do. Stored objects belong to the team; the key is kept for audit. One object serves all
 * requests of a key until something about the key or its team changes.
 */
export interface Principal {
  readonly organisation: string;
  readonly team: string;
  /** The key's id, never its secret; for a person that signed in, the subject. */
  readonly key: string;
  readonly role: Role;
  /** Patterns of models, where `*` is any text; absent is all. */
  readonly models?: readonly string[];
  /** Absent is all but `passthrough`. */
  readonly routes?: readonly RouteGroup[];
  readonly limits?: RateLimits;
  readonly teamLimits?: RateLimits;
  /** Epoch milliseconds; absent is never. */
  readonly expiresAt?: number;
  /** Everybody, where the gateway is open on loopback: may use every route and see what has no owner, but administer nothing. */
  readonly isOpen?: true;
}

export type Role = 'administrator' | 'manager' | 'member';

/** Where teams are that name no other. */
export const BUILT_IN_ORGANISATION = 'default';

/** The team of the master key, and of everybody where there is none. */
export const BUILT_IN_TEAM = 'default';
