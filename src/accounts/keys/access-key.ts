import type { Principal, Role } from '../../contracts/principal.js';
import type { RouteGroup } from '../../contracts/route-group.js';
import type { AccessKeysTable } from '../../store/account-tables.js';
import { type Labels, parseLabels, parseLimits, parseTexts, writeColumn } from '../account-columns.js';

/** What whoever makes a key decides about it. Times are epoch milliseconds. */
export interface KeyFields extends Pick<Principal, 'role' | 'models' | 'routes' | 'limits' | 'expiresAt'> {
  readonly name: string;
  readonly labels?: Labels;
}

/** A key as those who administer see it: without any secret. */
export interface AccessKey extends KeyFields {
  readonly id: string;
  readonly team: string;
  readonly organisation: string;
  readonly disabled: boolean;
  readonly revokedAt?: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly version: number;
  /** The last characters of each secret that opens it. */
  readonly hints: readonly string[];
}

export interface KeyWithSecret {
  readonly key: AccessKey;
  /** Nobody can see it again. */
  readonly secret: string;
}

export type KeyRowWithTeam = AccessKeysTable & { readonly organisation: string };

export function toAccessKey(row: KeyRowWithTeam, hints: readonly string[]): AccessKey {
  const { id, team, organisation, name, createdAt, createdBy, version } = row;
  return {
    id,
    team,
    organisation,
    name,
    role: row.role as Role,
    models: parseTexts(row.models),
    routes: parseTexts(row.routes) as readonly RouteGroup[] | undefined,
    limits: parseLimits(row.limits),
    labels: parseLabels(row.labels),
    expiresAt: row.expiresAt ?? undefined,
    disabled: row.disabled === 1,
    revokedAt: row.revokedAt ?? undefined,
    createdAt,
    createdBy,
    version,
    hints,
  };
}

export function toKeyColumns({ name, role, models, routes, limits, labels, expiresAt }: KeyFields) {
  return {
    name,
    role,
    models: writeColumn(models),
    routes: writeColumn(routes),
    limits: writeColumn(limits),
    labels: writeColumn(labels),
    expiresAt: expiresAt ?? null,
  };
}
