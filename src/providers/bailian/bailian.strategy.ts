import { Injectable } from '@nestjs/common';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { Provider } from '../../contracts/provider.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { createBailianProvider } from './bailian.provider.js';
import { bailianType, resolveBaseUrl } from './bailian.type.js';

@Injectable()
export class BailianStrategy implements ProviderStrategy {
  readonly type = bailianType.type;

  constructor(private readonly clients: UpstreamClientFactory) {}

  create(settings: ProviderSettings): Provider {
    return createBailianProvider(settings.name, this.clients.create(settings, resolveBaseUrl(settings)));
  }
}
