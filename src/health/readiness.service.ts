import { Injectable } from '@nestjs/common';
import { DrainService } from '../http/drain.service.js';
import { describeState, type ProviderState } from '../providers/describe-state.js';
import { ModelDiscovery } from '../providers/model-discovery.service.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { type RedisReport, SharedState, type StoreReport } from './shared-state.service.js';

export interface ReadinessReport {
  /** `degraded` still takes traffic: another replica would see the same upstream, and the same store. */
  readonly status: 'ok' | 'degraded' | 'starting' | 'draining';
  readonly providers: readonly ProviderState[];
  readonly store: StoreReport;
  readonly redis: RedisReport;
}

/** Whether this replica should get traffic. An upstream or a store that is lost later shows as degraded and changes nothing. */
@Injectable()
export class Readiness {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly discovery: ModelDiscovery,
    private readonly drain: DrainService,
    private readonly shared: SharedState,
  ) {}

  report(): ReadinessReport {
    const providers = this.registry.providers.map(describeState);
    const { store, redis } = this.shared;
    return { status: this.status([...providers, store, redis]), providers, store, redis };
  }

  /** The store's migrations are done before there is anybody to ask. */
  private status(parts: readonly Pick<RedisReport, 'status'>[]): ReadinessReport['status'] {
    if (this.drain.isDraining) return 'draining';
    if (!this.discovery.isSettled) return 'starting';
    return parts.some(({ status }) => status === 'degraded') ? 'degraded' : 'ok';
  }
}

export function isReady({ status }: ReadinessReport): boolean {
  return status === 'ok' || status === 'degraded';
}
