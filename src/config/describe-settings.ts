import { SETTING_PROPERTIES, toVariableName } from './setting-names.js';
import type { Settings } from './settings.js';

/** Settings whose values nobody may see, by what their names say. */
const SECRET = /(key|secret|password|token)s?$/i;
const ADDRESS = /^[a-z][a-z\d+.-]*:\/\//i;
const HIDDEN = '(set)';

/** Every setting as the gateway goes by it, under the names of config.yaml; of secrets only that they are set. */
export function describeSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const properties = [...SETTING_PROPERTIES, 'aliases', 'catalogue'];
  const own = properties.map((property) => [
    toVariableName(property).toLowerCase(),
    describeValue(property, settings[property as keyof Settings]),
  ]);
  const providers = settings.providers.map((provider) =>
    Object.fromEntries(
      Object.entries(provider).map(([property, value]) => [
        toVariableName(property).toLowerCase(),
        describeValue(property, value),
      ]),
    ),
  );
  return Object.fromEntries([...own, ['providers', providers]]) as Readonly<Record<string, unknown>>;
}

function describeValue(property: string, value: unknown): unknown {
  if (value === undefined) return null;
  if (SECRET.test(property)) {
    return Array.isArray(value) ? value.map(() => HIDDEN) : HIDDEN;
  }
  if (Array.isArray(value)) return value.map((entry) => describeValue('', entry));
  return typeof value === 'string' && ADDRESS.test(value) ? withoutCredentials(value) : value;
}

/** Addresses may have a user, a password, or a key in their query. */
function withoutCredentials(address: string): string {
  if (!URL.canParse(address)) return HIDDEN;
  const url = new URL(address);
  if (url.password !== '') url.password = 'hidden';
  for (const name of url.searchParams.keys()) if (SECRET.test(name)) url.searchParams.set(name, 'hidden');
  return url.href;
}
