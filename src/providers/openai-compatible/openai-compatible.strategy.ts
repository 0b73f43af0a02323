import { Injectable } from '@nestjs/common';
import { createModelCatalogue } from '../../config/model-catalogue.js';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { Settings } from '../../config/settings.js';
import type { Provider } from '../../contracts/provider.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { createOpenaiCompatibleProvider } from './openai-compatible.provider.js';
import { openaiCompatibleType } from './openai-compatible.type.js';

@Injectable()
export class OpenaiCompatibleStrategy implements ProviderStrategy {
  readonly type = openaiCompatibleType.type;

  constructor(private readonly clients: UpstreamClientFactory) {}

  create(instance: ProviderSettings, settings: Settings): Provider {
    const baseUrl = (instance.baseUrl ?? '').replace(/\/+$/, '');
    const client = this.clients.create(instance, baseUrl);
    const { name, outputCapField = 'max_tokens' } = instance;
    const catalogue = createModelCatalogue(settings.catalogue);
    return createOpenaiCompatibleProvider(name, client, { outputCapField, catalogue });
  }
}
