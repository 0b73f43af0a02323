import { toVariableName } from '../config/setting-names.js';
import type { Settings } from '../config/settings.js';

/** What changes without a restart when the providers are made anew. */
const OF_PROVIDERS: readonly string[] = [
  'providers',
  'catalogue',
  'configuredProviderModelsMode',
  'compatibility',
  'outputCap',
  'jsonSchemaFallback',
];
const LIVE: readonly string[] = [...OF_PROVIDERS, 'aliases', 'logLevel'];

export interface SettingsChange {
  /** As they stand in config.yaml. */
  readonly changed: readonly string[];
  /** Those of them that only a restart can change. */
  readonly needRestart: readonly string[];
  readonly changesProviders: boolean;
}

/** How other settings differ from those in force. */
export function compareSettings(current: Settings, next: Settings): SettingsChange {
  const changed = Object.keys(next).filter((name) => {
    const key = name as keyof Settings;
    return JSON.stringify(current[key]) !== JSON.stringify(next[key]);
  });
  const name = (properties: readonly string[]): readonly string[] =>
    properties.map((property) => toVariableName(property).toLowerCase());
  return {
    changed: name(changed),
    needRestart: name(changed.filter((property) => !LIVE.includes(property))),
    changesProviders: changed.some((property) => OF_PROVIDERS.includes(property)),
  };
}
