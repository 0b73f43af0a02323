import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { describeConfig } from '../../scripts/settings-schema.mjs';
import { CHART_SETTINGS, renderValuesSchema } from '../../scripts/values-schema.mjs';
import { PROVIDER_PROPERTIES } from '../../src/config/load-providers.js';
import { ProviderSettings } from '../../src/config/provider-settings.js';
import { toVariableName } from '../../src/config/setting-names.js';
import { Settings } from '../../src/config/settings.js';
import { PROVIDER_TYPES } from '../../src/providers/providers.module.js';

const CHART = 'deploy/helm';

interface ConfigSchema {
  readonly properties: Readonly<Record<string, object>>;
}
const config = describeConfig({
  settings: Settings,
  provider: ProviderSettings,
  providerProperties: PROVIDER_PROPERTIES,
  types: PROVIDER_TYPES,
  toVariableName,
  excluded: CHART_SETTINGS,
}) as unknown as ConfigSchema;

describe('values.schema.json', () => {
  it('says what the settings say (else npm run build && node scripts/write-values-schema.mjs)', () => {
    const values = parse(readFileSync(`${CHART}/values.yaml`, 'utf8')) as object;
    const written: unknown = JSON.parse(readFileSync(`${CHART}/values.schema.json`, 'utf8'));
    expect(renderValuesSchema(values, config)).toEqual(written);
  });

  it('takes secrets as placeholders only', () => {
    const placeholder = expect.objectContaining({ pattern: String.raw`^\$\{[^}]+\}$` }) as object;
    expect(config.properties).toMatchObject({
      gateway_master_key: placeholder,
      gateway_secret_key: placeholder,
      providers: { additionalProperties: { properties: { api_key: placeholder } } },
    });
  });

  it('leaves out what other values decide', () => {
    expect(Object.keys(config.properties)).not.toContain('database_url');
  });
});
