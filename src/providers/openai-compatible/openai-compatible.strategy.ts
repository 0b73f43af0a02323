import { Injectable } from '@nestjs/common';
import { createModelCatalogue, type ModelCatalogue } from '../../config/model-catalogue.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { Settings } from '../../config/settings.js';
import type { Provider } from '../../contracts/provider.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { createOpenaiCompatibleProvider } from './openai-compatible.provider.js';
import { openaiCompatibleType } from './openai-compatible.type.js';

@Injectable()
export class OpenaiCompatibleStrategy implements ProviderStrategy {
  readonly type = openaiCompatibleType.type;

  private readonly catalogue: ModelCatalogue;

  constructor(
    private readonly clients: UpstreamClientFactory,
    settings: Settings,
  ) {
    this.catalogue = createModelCatalogue(settings.catalogue);
  }

  create(settings: ProviderSettings): Provider {
    const baseUrl = (settings.baseUrl ?? '').replace(/\/+$/, '');
    const client = this.clients.create(settings, baseUrl);
    const { name, outputCapField = 'max_tokens' } = settings;
    return createOpenaiCompatibleProvider(name, client, { outputCapField, catalogue: this.catalogue });
  }
}
