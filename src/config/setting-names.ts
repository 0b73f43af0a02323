import type { ProviderType } from './provider-type.js';
import { PROVIDER_KEYS } from './provider-instances.js';
import { Settings } from './settings.js';

/** Properties that only config.yaml can give, under keys of their own. */
const STRUCTURED = new Set(['providers', 'aliases', 'catalogue', 'limits']);

/** The properties of Settings that are variables, e.g. `maxBodyBytes`. */
export const SETTING_PROPERTIES: readonly string[] = Object.keys(new Settings()).filter(
  (property) => !STRUCTURED.has(property),
);

/** `maxBodyBytes` -> `MAX_BODY_BYTES`. */
export function toVariableName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Every variable that the gateway reads; `<SUFFIX>` stands for the name of a further instance. */
export function listVariableNames(types: readonly ProviderType[]): readonly string[] {
  const ofProviders = types.flatMap(({ environmentPrefix: prefix }) =>
    prefix === undefined
      ? []
      : [prefix, `${prefix}_<SUFFIX>`].flatMap((start) =>
          PROVIDER_KEYS.map((key) => `${start}_${key.toUpperCase()}`),
        ),
  );
  return ['CONFIG_FILE', ...SETTING_PROPERTIES.map(toVariableName), ...ofProviders];
}
