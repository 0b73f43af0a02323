import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import type { ProviderModels } from './provider-models.js';
import { ProviderRegistry } from './provider-registry.js';

/** A dead upstream delays readiness by this much at most. */
const FIRST_ATTEMPT_MS = 5_000;
const RETRY_MS = 30_000;

/**
 * Asks every provider for its models: all at once at the start, then again and again. The last good list is kept.
 * `isSettled` turns true when each provider's first attempt has ended, well or badly, or after 5 s.
 */
@Injectable()
export class ModelDiscovery implements OnApplicationBootstrap, OnApplicationShutdown {
  isSettled = false;
  private readonly timers = new Map<ProviderModels, NodeJS.Timeout>();
  private isStopped = false;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly settings: Settings,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const attempts = this.registry.providers
      .filter((models) => models.isDiscovered)
      .map((models) => this.discover(models));
    const deadline = setTimeout(() => {
      this.isSettled = true;
    }, FIRST_ATTEMPT_MS);
    deadline.unref();
    void Promise.all(attempts).then(() => {
      clearTimeout(deadline);
      this.isSettled = true;
    });
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Never rejects: a failure is noted and tried again. */
  private async discover(models: ProviderModels): Promise<void> {
    const { name } = models.provider;
    const hadFailed = models.failure !== undefined;
    try {
      const list = await models.provider.listModels();
      models.discovered(list);
      if (hadFailed) this.logger.info({ provider: name, models: list.length }, 'model discovery works again');
    } catch (error) {
      if (this.isStopped) return;
      models.failed(error instanceof Error ? error.message : 'unknown reason');
      if (!hadFailed) this.logger.warn({ provider: name, reason: models.failure }, 'model discovery failed');
    }
    this.scheduleNext(models);
  }

  private scheduleNext(models: ProviderModels): void {
    if (this.isStopped) return;
    const refreshMs = this.settings.modelsRefreshMs;
    const delay = models.failure === undefined ? refreshMs : Math.min(RETRY_MS, refreshMs);
    const timer = setTimeout(() => void this.discover(models), delay);
    timer.unref();
    this.timers.set(models, timer);
  }
}
