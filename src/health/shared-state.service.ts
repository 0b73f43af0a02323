import { Injectable } from '@nestjs/common';
import { RedisLink } from '../redis/redis-link.service.js';
import { Replicas } from '../redis/replicas.service.js';
import { Store } from '../store/store.service.js';

export interface StoreReport {
  readonly status: 'ok' | 'degraded';
  /** Why it could not be used the last time. */
  readonly reason?: string;
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
  ) {}

  get store(): StoreReport {
    const { failure: reason } = this.databaseStore;
    return { status: reason === undefined ? 'ok' : 'degraded', reason };
  }

  get redis(): RedisReport {
    return { status: this.link.status, replicas: this.replicas.count };
  }
}
