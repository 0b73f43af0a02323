import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { RateLimits, SharedLimits } from '../contracts/rate-limits.js';
import { Store } from '../store/store.service.js';
import { AccountAgreement } from './account-agreement.service.js';

/** The limits of models and providers: few, so all of them are held. */
@Injectable()
export class StoredSharedLimits implements SharedLimits, OnApplicationBootstrap {
  private byName: ReadonlyMap<string, RateLimits> = new Map();

  constructor(
    private readonly store: Store,
    private readonly agreement: AccountAgreement,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.read();
    // A store that fails now keeps the change for the next one.
    this.agreement.beforeChanges(() => this.read());
  }

  ofModel(model: string): RateLimits | undefined {
    return this.byName.size === 0 ? undefined : this.byName.get(`model ${model}`);
  }

  ofProvider(provider: string): RateLimits | undefined {
    return this.byName.size === 0 ? undefined : this.byName.get(`provider ${provider}`);
  }

  private async read(): Promise<void> {
    const rows = await this.store.run((db) => db.selectFrom('sharedLimits').selectAll().execute());
    this.byName = new Map(
      rows.map(({ scope, name, limits }) => [`${scope} ${name}`, JSON.parse(limits) as RateLimits]),
    );
  }
}
