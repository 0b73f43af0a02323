import { Injectable } from '@nestjs/common';
import type { ProviderSettings } from '../../config/provider-settings.js';
import type { Provider } from '../../contracts/provider.js';
import type { ProviderStrategy } from '../provider-strategy.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { createOpenaiCompatibleProvider } from './openai-compatible.provider.js';
import { openaiCompatibleType } from './openai-compatible.type.js';

@Injectable()
export class OpenaiCompatibleStrategy implements ProviderStrategy {
  readonly type = openaiCompatibleType.type;

  constructor(private readonly clients: UpstreamClientFactory) {}

  create(settings: ProviderSettings): Provider {
    const baseUrl = (settings.baseUrl ?? '').replace(/\/+$/, '');
    const client = this.clients.create(settings, baseUrl);
    return createOpenaiCompatibleProvider(settings.name, client, settings.outputCapField ?? 'max_tokens');
  }
}
