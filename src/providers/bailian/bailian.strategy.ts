import { Injectable } from '@nestjs/common';
import { createModelCatalogue, mergeRows, type ModelCatalogue } from '../../config/model-catalogue.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { Settings } from '../../config/settings.js';
import type { Provider } from '../../contracts/provider.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { readBailianCatalogue } from './bailian.catalogue.js';
import { createBailianProvider } from './bailian.provider.js';
import { bailianType, resolveBaseUrl } from './bailian.type.js';

@Injectable()
export class BailianStrategy implements ProviderStrategy {
  readonly type = bailianType.type;

  private readonly catalogue: ModelCatalogue;

  constructor(
    private readonly clients: UpstreamClientFactory,
    private readonly settings: Settings,
  ) {
    this.catalogue = createModelCatalogue(mergeRows(readBailianCatalogue(), settings.catalogue));
  }

  create(settings: ProviderSettings): Provider {
    const client = this.clients.create(settings, resolveBaseUrl(settings));
    return createBailianProvider(settings.name, client, {
      catalogue: this.catalogue,
      compatibility: this.settings,
    });
  }
}
