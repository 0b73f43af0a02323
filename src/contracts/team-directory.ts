import type { RateLimits } from './rate-limits.js';

/** What authenticators need to know of a team. */
export interface TeamFacts {
  readonly id: string;
  readonly organisation: string;
  readonly limits?: RateLimits;
}

/** The teams, for authenticators whose credentials name one. */
export interface TeamDirectory {
  /**
   * By id; undefined where there is none. At once where it is known.
   * @throws GatewayError store_unavailable, by rejection.
   */
  find(id: string): TeamFacts | undefined | Promise<TeamFacts | undefined>;
}

export const TeamDirectory = Symbol('TeamDirectory');
