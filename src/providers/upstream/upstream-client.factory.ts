import { Injectable } from '@nestjs/common';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { Settings } from '../../config/settings.js';
import { UpstreamClient, type UpstreamClientOptions } from './upstream-client.js';

/** Makes the clients of provider instances, with the gateway's timeouts and proxies. */
@Injectable()
export class UpstreamClientFactory {
  constructor(private readonly settings: Settings) {}

  create(
    { name, apiKeys, proxyUrl }: Pick<ProviderSettings, 'name' | 'apiKeys' | 'proxyUrl'>,
    baseUrl: string,
    onAnswer?: UpstreamClientOptions['onAnswer'],
  ): UpstreamClient {
    const { settings } = this;
    return new UpstreamClient({
      name,
      baseUrl,
      apiKeys,
      onAnswer,
      proxyUrl,
      httpsProxy: settings.httpsProxy,
      noProxy: settings.noProxy,
      maxPayloadBytes: settings.maxBodyBytes,
      connectTimeoutMs: settings.upstreamConnectTimeoutMs,
      timeouts: {
        firstByteMs: settings.upstreamFirstByteTimeoutMs,
        idleMs: settings.upstreamIdleTimeoutMs,
        totalMs: settings.upstreamTotalTimeoutMs,
      },
    });
  }
}
