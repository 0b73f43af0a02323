import type { Settings } from '../config/settings.js';
import type { ProviderSettings } from '../config/provider-settings.js';
import type { Provider } from '../contracts/provider.js';

/** Makes the instances of one type of provider. */
export interface ProviderStrategy {
  readonly type: string;
  create(instance: ProviderSettings, settings: Settings): Provider;
}

/** Injects every strategy there is. */
export const ProviderStrategies = Symbol('ProviderStrategies');
