import { findNearest } from '../contracts/find-nearest.js';
import type { WrittenInstance } from './provider-instances.js';
import { ProviderSettings } from './provider-settings.js';
import type { ProviderType } from './provider-type.js';
import type { Problem, Written } from './settings-error.js';
import { validateClass } from './validate-class.js';

type Report = (problem: Problem) => void;

/** Keys of an instance in config.yaml -> properties of ProviderSettings. */
export const PROVIDER_PROPERTIES: Readonly<Record<string, keyof ProviderSettings>> = {
  type: 'type',
  api_key: 'apiKeys',
  base_url: 'baseUrl',
  region: 'region',
  workspace_id: 'workspaceId',
  models: 'models',
  proxy_url: 'proxyUrl',
  output_cap_field: 'outputCapField',
};

/** The provider instances as settings; what is wrong with one is reported where it was written. */
export function loadProviders(
  instances: readonly WrittenInstance[],
  types: readonly ProviderType[],
  report: Report,
): readonly ProviderSettings[] {
  return instances.map((instance) => loadProvider(instance, types, report));
}

function loadProvider(
  { name, type: writtenType, keys }: WrittenInstance,
  types: readonly ProviderType[],
  report: Report,
): ProviderSettings {
  const typeName = writtenType ?? name;
  const where = (key: string): string => keys.get(key)?.where ?? `${whereIs(keys, name)}: ${key}`;
  const written = new Map<string, Written>([
    ['name', { value: name, where: whereIs(keys, name) }],
    ['type', { value: typeName, where: where('type') }],
  ]);
  for (const [key, entry] of keys) {
    const property = Object.hasOwn(PROVIDER_PROPERTIES, key) ? PROVIDER_PROPERTIES[key] : undefined;
    if (property === undefined) {
      report({ where: entry.where, message: unknownKey(key, Object.keys(PROVIDER_PROPERTIES)) });
    } else written.set(property, entry);
  }
  const settings = validateClass(ProviderSettings, written, {
    report,
    fallback: (property) => where(toKey(property)),
  });
  const type = types.find((candidate) => candidate.type === typeName);
  if (type === undefined) {
    report({
      where: where('type'),
      message: `must be one of ${types.map((known) => known.type).join(', ')}`,
    });
    return settings;
  }
  for (const { key, message } of type.check(settings)) report({ where: where(key), message });
  return settings;
}

/** What to say of a key that does not exist. */
export function unknownKey(key: string, known: readonly string[]): string {
  const [nearest] = findNearest(key, known);
  return `is not a known key${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

/** The place of an instance is that of its first key. */
function whereIs(keys: ReadonlyMap<string, Written>, name: string): string {
  const [first] = keys.values();
  return first === undefined ? `provider ${name}` : `provider ${name} (${first.where})`;
}

function toKey(property: string): string {
  return Object.entries(PROVIDER_PROPERTIES).find(([, candidate]) => candidate === property)?.[0] ?? property;
}
