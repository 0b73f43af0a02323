import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  catchError,
  defer,
  firstValueFrom,
  from,
  map,
  of,
  repeat,
  Subscription,
  timer,
  type Observable,
} from 'rxjs';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { ModelObject } from '../contracts/model-list.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import type { ProviderModels } from './provider-models.js';
import { ProviderRegistry } from './provider-registry.js';

/** A dead upstream delays readiness by this much at most. */
const FIRST_ATTEMPT_MS = 5_000;
const RETRY_MS = 30_000;
const NO_LIST_YET = new GatewayError('upstream_timeout', 'The upstream has not sent its list of models yet.');

/** Asks every provider for its models: all at once at the start, then again and again. The last good list is kept. */
@Injectable()
export class ModelDiscovery implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly running = new Subscription();
  private readonly rounds = new Map<ProviderModels, Subscription>();

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly settings: Settings,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  /** Whether the first attempt of every provider has ended, well or badly, or 5 s have passed. */
  get isSettled(): boolean {
    return this.registry.providers.every((models) => !models.isDiscovered || models.wasTried);
  }

  /** Asks every provider for its models now. Never fails: the state of each provider says how it went. */
  async refresh(): Promise<void> {
    const rounds = this.discovered.map((models) => firstValueFrom(this.discover(models)));
    await Promise.all(rounds);
  }

  onApplicationBootstrap(): void {
    const { discovered } = this;
    this.running.add(
      timer(FIRST_ATTEMPT_MS).subscribe(() => {
        for (const models of discovered.filter(({ wasTried }) => !wasTried)) {
          this.noteFailure(models, NO_LIST_YET);
        }
      }),
    );
    this.followProviders();
  }

  /** Asks the providers that there are now, and no longer those that were there before. */
  followProviders(): void {
    const discovered = this.registry.providers.filter(({ isDiscovered }) => isDiscovered);
    for (const [models, rounds] of this.rounds) {
      if (discovered.includes(models)) continue;
      rounds.unsubscribe();
      this.rounds.delete(models);
    }
    for (const models of discovered.filter((entry) => !this.rounds.has(entry))) {
      const rounds = this.discover(models).pipe(repeat({ delay: () => timer(this.pauseAfter(models)) }));
      const subscription = rounds.subscribe();
      this.rounds.set(models, subscription);
      this.running.add(subscription);
    }
  }

  onApplicationShutdown(): void {
    this.running.unsubscribe();
  }

  private get discovered(): readonly ProviderModels[] {
    return this.registry.providers.filter(({ isDiscovered }) => isDiscovered);
  }

  /** One round. Never fails: a failure is noted, and tried again. */
  private discover(models: ProviderModels): Observable<void> {
    return defer(() => from(models.provider.listModels())).pipe(
      map((list) => {
        this.noteList(models, list);
      }),
      catchError((error: unknown) => {
        this.noteFailure(models, error);
        return of(undefined);
      }),
    );
  }

  private noteList(models: ProviderModels, list: readonly ModelObject[]): void {
    const hadFailed = models.failure !== undefined;
    models.discovered(list);
    if (!hadFailed) return;
    this.logger.info({ provider: models.provider.name, models: list.length }, 'model discovery works again');
  }

  private noteFailure(models: ProviderModels, error: unknown): void {
    const hadFailed = models.failure !== undefined;
    const reason = error instanceof Error ? error.message : 'unknown reason';
    models.failed(reason);
    if (hadFailed) return;
    const cause = error instanceof GatewayError ? error.details.cause : undefined;
    this.logger.warn({ provider: models.provider.name, reason, cause }, 'model discovery failed');
  }

  private pauseAfter({ failure }: ProviderModels): number {
    const { modelsRefreshMs } = this.settings;
    return failure === undefined ? modelsRefreshMs : Math.min(RETRY_MS, modelsRefreshMs);
  }
}
