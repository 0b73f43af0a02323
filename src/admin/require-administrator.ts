import { GatewayError } from '../contracts/gateway-error.js';
import type { Actor } from '../accounts/actor.js';

/** @throws GatewayError permission_denied for a manager. */
export function requireAdministrator({ principal: { role } }: Actor): void {
  if (role === 'administrator') return;
  throw new GatewayError('permission_denied', 'Only an administrator may do this.');
}
