import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { createModelCatalogue, mergeRows } from '../../config/model-catalogue.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { Settings } from '../../config/settings.js';
import type { Provider } from '../../contracts/provider.js';
import { GatewayLogger } from '../../logging/gateway-logger.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { readBailianCatalogue } from './bailian.catalogue.js';
import { KeyDiagnosis } from './bailian.key-diagnosis.js';
import { listHosts } from './bailian.known-hosts.js';
import { createBailianProvider } from './bailian.provider.js';
import { BAILIAN_REGIONS } from './bailian.regions.js';
import { tryKey } from './bailian.try-key.js';
import { bailianType, resolveBaseUrl } from './bailian.type.js';

@Injectable()
export class BailianStrategy implements ProviderStrategy {
  readonly type = bailianType.type;

  constructor(
    private readonly clients: UpstreamClientFactory,
    private readonly settings: Settings,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  create(instance: ProviderSettings, settings: Settings): Provider {
    const baseUrl = resolveBaseUrl(instance);
    const diagnosis = this.createDiagnosis(instance, new URL(baseUrl).host);
    const client = this.clients.create(instance, baseUrl, (key, status) => {
      diagnosis.observe(key, status);
    });
    const provider = createBailianProvider(instance.name, client, {
      catalogue: createModelCatalogue(mergeRows(readBailianCatalogue(), settings.catalogue)),
      compatibility: settings,
    });
    return {
      ...provider,
      notices: () => diagnosis.notices(),
      close: () => {
        diagnosis.close();
        return provider.close();
      },
    };
  }

  private createDiagnosis(instance: ProviderSettings, ownHost: string): KeyDiagnosis {
    const { name, workspaceId, proxyUrl } = instance;
    return new KeyDiagnosis({
      instance,
      hosts: listHosts(BAILIAN_REGIONS, this.settings.regionDiagnosis, { workspaceId, ownHost }),
      ask: ({ baseUrl }, key) =>
        tryKey(() => this.clients.create({ name, proxyUrl, apiKeys: [key] }, baseUrl)),
      report: (reason, key) => {
        this.logger.warn({ provider: name, key, reason }, 'an upstream key is refused');
      },
    });
  }
}
