import type { AdmissionTarget } from '../../contracts/admission.js';
import type { Principal } from '../../contracts/principal.js';
import type { RateLimits, SharedLimits } from '../../contracts/rate-limits.js';

export type ScopeKind = 'key' | 'team' | 'model' | 'provider';

/** Whose limits count. */
export interface LimitScope {
  readonly kind: ScopeKind;
  /** Unique over all kinds, e.g. `key:k_1`. */
  readonly name: string;
  readonly limits: RateLimits;
}

const NONE: readonly LimitScope[] = [];

/** Finds whose limits hold for an attempt. */
export class LimitScopes {
  /** One object serves all requests of a key. */
  private readonly ofPrincipals = new WeakMap<Principal, readonly LimitScope[]>();

  constructor(private readonly shared: SharedLimits) {}

  of(principal: Principal, { provider, model }: AdmissionTarget): readonly LimitScope[] {
    const own = this.ofPrincipal(principal);
    const modelLimits = model === '' ? undefined : this.shared.ofModel(model);
    const providerLimits = this.shared.ofProvider(provider.name);
    if (modelLimits === undefined && providerLimits === undefined) return own;
    return [
      ...own,
      ...create('model', model, modelLimits),
      ...create('provider', provider.name, providerLimits),
    ];
  }

  private ofPrincipal(principal: Principal): readonly LimitScope[] {
    const known = this.ofPrincipals.get(principal);
    if (known !== undefined) return known;
    const scopes = [
      ...create('key', principal.key, principal.limits),
      ...create('team', principal.team, principal.teamLimits),
    ];
    this.ofPrincipals.set(principal, scopes);
    return scopes;
  }
}

function create(kind: ScopeKind, id: string, limits: RateLimits | undefined): readonly LimitScope[] {
  if (limits === undefined || Object.values(limits).every((limit) => limit === undefined)) return NONE;
  return [{ kind, name: `${kind}:${id}`, limits }];
}
