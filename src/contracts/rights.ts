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

/** Whether stored objects of every team are visible, and those that were made outside of the gateway. */
export function seesEveryObject({ role, isOpen }: Principal): boolean {
  return role === 'administrator' || isOpen === true;
}
