import { Injectable } from '@nestjs/common';
import { describeSettings } from '../../config/describe-settings.js';
import { Settings } from '../../config/settings.js';
import { describeState } from '../../providers/describe-state.js';
import { ModelDiscovery } from '../../providers/model-discovery.service.js';
import { ProviderRegistry } from '../../providers/provider-registry.js';

/** What runs here, and how. */
@Injectable()
export class Operations {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly discovery: ModelDiscovery,
    private readonly settings: Settings,
  ) {}

  listProviders() {
    const data = this.registry.providers.map((entry) => {
      const { host, region = null } = entry.provider.location;
      const { reason = null, ...state } = describeState(entry);
      return { object: 'provider', ...state, reason, host, region };
    });
    return { data, has_more: false, next_cursor: null };
  }

  readSettings() {
    return { object: 'settings', settings: describeSettings(this.settings) };
  }

  /** Of this replica; others ask by themselves, every few minutes. */
  async refreshCatalogue() {
    await this.discovery.refresh();
    return this.listProviders();
  }
}
