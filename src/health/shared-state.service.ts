import { Injectable } from '@nestjs/common';
import { AccountAgreement } from '../accounts/account-agreement.service.js';
import { RedisLink } from '../redis/redis-link.service.js';
import { Replicas } from '../redis/replicas.service.js';
import { Store } from '../store/store.service.js';

export interface StoreReport {
  readonly status: 'ok' | 'degraded';
  /** Why it could not be used the last time. */
  readonly reason?: string;
  /** The number of the latest change of keys, teams and limits that this replica goes by. */
  readonly accounts_version: number;
}

export interface RedisReport {
  /** `off` where none is set. */
  readonly status: 'off' | 'ok' | 'degraded';
  /** That share the limits, as far as this one knows. */
  readonly replicas: number;
}

/** How what replicas share does, as this one sees it. */
@Injectable()
export class SharedState {
  constructor(
    private readonly databaseStore: Store,
    private readonly link: RedisLink,
    private readonly replicas: Replicas,
    private readonly agreement: AccountAgreement,
  ) {}

  get store(): StoreReport {
    const { failure: reason } = this.databaseStore;
    const status = reason === undefined ? 'ok' : 'degraded';
    return { status, reason, accounts_version: this.agreement.version };
  }

  get redis(): RedisReport {
    return { status: this.link.status, replicas: this.replicas.count };
  }
}
