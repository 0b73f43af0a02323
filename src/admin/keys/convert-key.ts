import type { AccessKey, KeyFields } from '../../accounts/keys/access-key.js';
import type { KeyChanges } from '../../accounts/keys/keys.service.js';
import { readLimits, writeLimits } from '../fields/convert-limits.js';
import { readExpiry } from '../fields/is-expiry.decorator.js';
import { toSeconds } from '../fields/to-seconds.js';
import type { CreateKeyDto, UpdateKeyDto } from './key.dto.js';

/** A key as clients see it. */
export type KeyView = ReturnType<typeof writeKey>;

export function readKey(body: CreateKeyDto): KeyFields & { readonly team: string } {
  const { team_id: team, name, role, models, routes, limits, labels, expires_at: expiresAt } = body;
  return {
    team,
    name,
    role,
    models: models ?? undefined,
    routes: routes ?? undefined,
    limits: readLimits(limits),
    labels: labels ?? undefined,
    expiresAt: readExpiry(expiresAt),
  };
}

/** Only what the body has; null becomes undefined, which takes away. */
export function readKeyChanges(body: UpdateKeyDto): KeyChanges {
  const { name, role, disabled } = body;
  return {
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    ...(disabled === undefined ? {} : { disabled }),
    ...(body.models === undefined ? {} : { models: body.models ?? undefined }),
    ...(body.routes === undefined ? {} : { routes: body.routes ?? undefined }),
    ...(body.limits === undefined ? {} : { limits: readLimits(body.limits) }),
    ...(body.labels === undefined ? {} : { labels: body.labels ?? undefined }),
    ...(body.expires_at === undefined ? {} : { expiresAt: readExpiry(body.expires_at) }),
  };
}

export function writeKey(key: AccessKey) {
  const { id, team, organisation, name, role, models = null, routes = null, limits, labels = {} } = key;
  return {
    id,
    object: 'key' as const,
    team_id: team,
    organisation_id: organisation,
    name,
    role,
    models,
    routes,
    limits: writeLimits(limits),
    labels,
    expires_at: toSeconds(key.expiresAt),
    disabled: key.disabled,
    revoked_at: toSeconds(key.revokedAt),
    created_at: toSeconds(key.createdAt),
    created_by: key.createdBy,
    secret_hints: key.hints,
    version: key.version,
  };
}
