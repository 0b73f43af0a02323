import { Injectable } from '@nestjs/common';
import { Store } from '../../store/store.service.js';
import { KeyDigests } from './key-digests.js';
import { type KnownKey, toKnownKey } from './known-key.js';

/** Finds the key of a secret in the store, by its digests only. */
@Injectable()
export class KeyLookup {
  constructor(
    private readonly store: Store,
    private readonly digests: KeyDigests,
  ) {}

  /** Why the store is of no use just now. */
  get failure(): string | undefined {
    return this.store.failure;
  }

  /** @throws GatewayError store_unavailable. */
  async find(secret: string): Promise<KnownKey | undefined> {
    const digests = this.digests.createAll(secret);
    const row = await this.store.run((db) =>
      db
        .selectFrom('keySecrets')
        .innerJoin('accessKeys as key', 'key.id', 'keySecrets.keyId')
        .innerJoin('teams', 'teams.id', 'key.team')
        .select(['key.id', 'key.team', 'key.role', 'key.models', 'key.routes', 'key.limits'])
        .select(['key.expiresAt', 'key.disabled', 'key.revokedAt'])
        .select(['teams.organisation', 'teams.limits as teamLimits'])
        .select('keySecrets.expiresAt as secretExpiresAt')
        .where('keySecrets.digest', 'in', digests)
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : toKnownKey(row);
  }
}
