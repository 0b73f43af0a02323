import type { Principal, Role } from '../../contracts/principal.js';
import type { RouteGroup } from '../../contracts/route-group.js';
import type { AccessKeysTable, KeySecretsTable, TeamsTable } from '../../store/account-tables.js';
import { parseLimits, parseTexts } from '../account-columns.js';

/** A secret that was looked up, and what it opens. */
export interface KnownKey {
  readonly principal: Principal;
  /** Epoch milliseconds: when the key or this secret of it ends, whichever is first. */
  readonly validUntil: number;
  /** False while it is disabled, and for good when it was revoked. */
  readonly isUsable: boolean;
}

/** A secret's row with those of its key and its team. */
export interface KeyRow extends Pick<
  AccessKeysTable,
  'id' | 'team' | 'role' | 'models' | 'routes' | 'limits' | 'expiresAt' | 'disabled' | 'revokedAt'
> {
  readonly organisation: TeamsTable['organisation'];
  readonly teamLimits: TeamsTable['limits'];
  readonly secretExpiresAt: KeySecretsTable['expiresAt'];
}

export function toKnownKey(row: KeyRow): KnownKey {
  const { id, team, organisation, role, disabled, revokedAt } = row;
  const validUntil = Math.min(row.expiresAt ?? Infinity, row.secretExpiresAt ?? Infinity);
  const restrictions = {
    models: parseTexts(row.models),
    routes: parseTexts(row.routes) as readonly RouteGroup[] | undefined,
    limits: parseLimits(row.limits),
    teamLimits: parseLimits(row.teamLimits),
    expiresAt: row.expiresAt ?? undefined,
  };
  return {
    principal: { organisation, team, key: id, role: role as Role, ...restrictions },
    validUntil,
    isUsable: disabled === 0 && revokedAt === null,
  };
}
