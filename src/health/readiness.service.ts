import { Injectable } from '@nestjs/common';
import { DrainService } from '../http/drain.service.js';
import { describeState, type ProviderState } from '../providers/describe-state.js';
import { ModelDiscovery } from '../providers/model-discovery.service.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { Store } from '../store/store.service.js';

export interface ReadinessReport {
  /** `degraded` still takes traffic: another replica would see the same upstream, and the same store. */
  readonly status: 'ok' | 'degraded' | 'starting' | 'draining';
  readonly providers: readonly ProviderState[];
  readonly store: StoreReport;
}

export interface StoreReport {
  readonly status: 'ok' | 'degraded';
  /** Why it could not be used the last time. */
  readonly reason?: string;
}

/** Whether this replica should get traffic. An upstream or a store that is lost later shows as degraded and changes nothing. */
@Injectable()
export class Readiness {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly discovery: ModelDiscovery,
    private readonly drain: DrainService,
    private readonly store: Store,
  ) {}

  report(): ReadinessReport {
    const providers = this.registry.providers.map(describeState);
    const { failure: reason } = this.store;
    const store: StoreReport = { status: reason === undefined ? 'ok' : 'degraded', reason };
    return { status: this.status([...providers, store]), providers, store };
  }

  /** The store's migrations are done before there is anybody to ask. */
  private status(parts: readonly Pick<StoreReport, 'status'>[]): ReadinessReport['status'] {
    if (this.drain.isDraining) return 'draining';
    if (!this.discovery.isSettled) return 'starting';
    return parts.every(({ status }) => status === 'ok') ? 'ok' : 'degraded';
  }
}

export function isReady({ status }: ReadinessReport): boolean {
  return status === 'ok' || status === 'degraded';
}
