import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import { Loggers } from '../logging/gateway-logger.js';
import { ModelDiscovery } from '../providers/model-discovery.service.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

/** What follows the settings while the gateway runs. */
@Injectable()
export class LiveParts {
  constructor(
    /** Of the start. */
    readonly settings: Settings,
    private readonly registry: ProviderRegistry,
    private readonly discovery: ModelDiscovery,
    @Inject(Loggers) private readonly loggers: readonly Logger[],
  ) {}

  /** @throws before anything is changed. */
  replace(next: Settings, changesProviders: boolean): void {
    const retired = this.registry.replace(next, changesProviders);
    for (const log of this.loggers) log.level = next.logLevel;
    this.discovery.followProviders();
    // The longest that a request may still use them.
    const timer = setTimeout(() => {
      for (const { provider } of retired) void provider.close().catch(() => undefined);
    }, this.settings.upstreamTotalTimeoutMs);
    timer.unref();
  }
}
