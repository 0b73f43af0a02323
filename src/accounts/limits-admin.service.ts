import { Injectable } from '@nestjs/common';
import type { RateLimits } from '../contracts/rate-limits.js';
import { Store } from '../store/store.service.js';
import { AccountWrites } from './account-writes.service.js';
import type { Actor } from './actor.js';
import { unknownAccount } from './require-version.js';

export const LIMIT_SCOPES = ['model', 'provider'] as const;

export type LimitScope = (typeof LIMIT_SCOPES)[number];

/** The limits of a model or a provider, which hold for everybody together. */
export interface SharedLimit {
  readonly scope: LimitScope;
  readonly name: string;
  readonly limits: RateLimits;
  readonly version: number;
}

/** Every method throws GatewayError. */
@Injectable()
export class LimitsAdmin {
  constructor(
    private readonly store: Store,
    private readonly writes: AccountWrites,
  ) {}

  async list(): Promise<readonly SharedLimit[]> {
    const rows = await this.store.run((db) =>
      db.selectFrom('sharedLimits').selectAll().orderBy('scope').orderBy('name').execute(),
    );
    return rows.map(({ scope, name, limits, version }) => ({
      scope: scope as LimitScope,
      name,
      limits: JSON.parse(limits) as RateLimits,
      version,
    }));
  }

  replace(actor: Actor, { scope, name, limits }: Omit<SharedLimit, 'version'>): Promise<SharedLimit> {
    return this.writes.change(actor, async (db, version) => {
      const result = { scope, name, limits, version };
      const columns = { limits: JSON.stringify(limits), version };
      await db
        .insertInto('sharedLimits')
        .values({ scope, name, ...columns })
        .onConflict((conflict) => conflict.columns(['scope', 'name']).doUpdateSet(columns))
        .execute();
      const about = { objectType: 'limits', objectId: `${scope}/${name}`, team: null } as const;
      return { result, act: { action: 'limits.replace', ...about, after: result } };
    });
  }

  async delete(actor: Actor, { scope, name }: Pick<SharedLimit, 'scope' | 'name'>): Promise<void> {
    await this.writes.change(actor, async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('sharedLimits')
        .where('scope', '=', scope)
        .where('name', '=', name)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw unknownAccount(`limit of ${scope}`, name);
      const about = { objectType: 'limits', objectId: `${scope}/${name}`, team: null } as const;
      return { result: {}, act: { action: 'limits.delete', ...about, before: { scope, name } } };
    });
  }
}
