import type { ConfigFile } from './read-config-file.js';
import type { ProviderType } from './provider-type.js';
import type { Written } from './settings-error.js';

/** The keys of an instance, as config.yaml has them; upper case they end the names of variables. */
export const PROVIDER_KEYS = [
  'api_key',
  'base_url',
  'region',
  'workspace_id',
  'models',
  'proxy_url',
] as const;

/** One provider instance as written, by key. */
export interface WrittenInstance {
  readonly name: string;
  /** From config.yaml; a group of variables has none, its prefix says the type. */
  readonly type?: string;
  readonly keys: ReadonlyMap<string, Written>;
}

/**
 * Puts the instances together, in the order in which they are looked for: those of `providers:`, then those that variables
 * make, by name. Variables add to an instance of the same name and win.
 */
export function readInstances(
  file: ConfigFile,
  variables: ReadonlyMap<string, Written>,
  types: readonly ProviderType[],
): readonly WrittenInstance[] {
  const instances = new Map<string, WrittenInstance>();
  for (const [name, keys] of file.providers) {
    const type = keys.get('type')?.value;
    instances.set(name, { name, type: typeof type === 'string' ? type : undefined, keys });
  }
  const named = types.flatMap((type) => readVariables(variables, type));
  for (const { name, type, key, written } of named.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const known = instances.get(name);
    const keys = new Map(known?.keys).set(key, written);
    instances.set(name, { name, type: known?.type ?? type, keys });
  }
  return [...instances.values()];
}

/** The name of a variable of the type's instances -> the instance it is about and its key there. */
export function matchVariable(
  name: string,
  { type, environmentPrefix }: ProviderType,
): InstanceKey | undefined {
  if (environmentPrefix === undefined || !name.startsWith(`${environmentPrefix}_`)) return undefined;
  const rest = name.slice(environmentPrefix.length + 1);
  const key = PROVIDER_KEYS.find((candidate) => `_${rest}`.endsWith(`_${candidate.toUpperCase()}`));
  if (key === undefined) return undefined;
  const suffix = rest.slice(0, -key.length).replace(/_$/, '').toLowerCase().replaceAll('_', '-');
  return { name: suffix === '' ? type : `${type}-${suffix}`, key };
}

interface InstanceKey {
  readonly name: string;
  readonly key: (typeof PROVIDER_KEYS)[number];
}

function readVariables(variables: ReadonlyMap<string, Written>, type: ProviderType) {
  return [...variables].flatMap(([variable, written]) => {
    const match = matchVariable(variable, type);
    return match === undefined ? [] : [{ ...match, type: type.type, written }];
  });
}
