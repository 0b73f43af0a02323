import { GatewayError } from '../contracts/gateway-error.js';
import { coversPattern } from '../contracts/model-patterns.js';
import type { Principal, Role } from '../contracts/principal.js';
import type { RateLimits } from '../contracts/rate-limits.js';
import { mayUseRoute } from '../contracts/rights.js';
import { ROUTE_GROUPS } from '../contracts/route-group.js';

/** What a key may do. */
export type Rights = Pick<Principal, 'role' | 'models' | 'routes' | 'limits' | 'expiresAt'>;

const RANKS: Readonly<Record<Role, number>> = { member: 0, manager: 1, administrator: 2 };
const LIMITS: readonly (keyof RateLimits)[] = ['requestsPerMinute', 'tokensPerMinute', 'concurrent'];

/**
 * Nobody gives what they do not have: a key may only be made, changed or shown anew by one that may do all that it may.
 * @throws GatewayError permission_denied that names the right.
 */
export function requireWithin(maker: Principal, rights: Rights): void {
  requireRank(maker, rights.role);
  const refused = findExcess(maker, rights);
  if (refused !== undefined) {
    throw new GatewayError('permission_denied', `Your own key has ${refused}; another cannot have more.`, {
      param: refused.split(' ')[0],
    });
  }
}

/** @throws GatewayError permission_denied for a role above one's own. */
export function requireRank(maker: Principal, role: Role): void {
  if (RANKS[role] <= RANKS[maker.role]) return;
  throw new GatewayError('permission_denied', `A ${maker.role} cannot decide about keys of ${role}s.`, {
    param: 'role',
  });
}

function findExcess(maker: Principal, rights: Rights): string | undefined {
  const { models, limits, expiresAt } = maker;
  const isModelCovered = (pattern: string): boolean =>
    models?.some((outer) => coversPattern(outer, pattern)) ?? true;
  if (models !== undefined && rights.models?.every(isModelCovered) !== true) {
    return `models ${models.join(', ')}`;
  }
  const routes = ROUTE_GROUPS.filter((group) =>
    mayUseRoute({ ...maker, ...rights, isOpen: undefined }, group),
  );
  if (!routes.every((group) => mayUseRoute(maker, group))) {
    return `routes ${ROUTE_GROUPS.filter((group) => mayUseRoute(maker, group)).join(', ')}`;
  }
  const exceeded = LIMITS.find(
    (name) => limits?.[name] !== undefined && (rights.limits?.[name] ?? Infinity) > limits[name],
  );
  if (exceeded !== undefined) return `limits that are lower (${exceeded})`;
  if (expiresAt !== undefined && (rights.expiresAt ?? Infinity) > expiresAt) return 'expires_at before that';
  return undefined;
}
