import { matchesPattern } from './model-patterns.js';
import type { Principal } from './principal.js';
import type { RouteGroup } from './route-group.js';

/** What a key without routes of its own has no right to: it reaches the upstream past most rules of the gateway. */
const BY_GRANT_ONLY: RouteGroup = 'passthrough';

export function mayUseRoute({ routes, role, isOpen }: Principal, group: RouteGroup): boolean {
  if (routes !== undefined) return routes.includes(group);
  return group !== BY_GRANT_ONLY || role === 'administrator' || isOpen === true;
}

/** @param names All that the model is called: its alias, the upstream's id, and that with its provider. One that fits is enough. */
export function mayUseModel({ models }: Principal, names: readonly string[]): boolean {
  return (
    models === undefined || models.some((pattern) => names.some((name) => matchesPattern(pattern, name)))
  );
}

/**
 * Whether a stored object is there for a principal: those of other teams are not.
 * @param owner The object's team; undefined for what was made outside of the gateway.
 */
export function maySee({ team, role, isOpen }: Principal, owner: string | undefined): boolean {
  if (role === 'administrator') return true;
  return owner === undefined ? isOpen === true : owner === team;
}
