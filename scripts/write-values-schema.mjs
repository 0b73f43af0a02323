// node scripts/write-values-schema.mjs, after npm run build: writes deploy/helm/values.schema.json.
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { PROVIDER_PROPERTIES } from '../dist/config/load-providers.js';
import { ProviderSettings } from '../dist/config/provider-settings.js';
import { toVariableName } from '../dist/config/setting-names.js';
import { Settings } from '../dist/config/settings.js';
import { PROVIDER_TYPES } from '../dist/providers/providers.module.js';
import { describeConfig } from './settings-schema.mjs';
import { CHART_SETTINGS, renderValuesSchema } from './values-schema.mjs';

const CHART = new URL('../deploy/helm/', import.meta.url);

const config = describeConfig({
  settings: Settings,
  provider: ProviderSettings,
  providerProperties: PROVIDER_PROPERTIES,
  types: PROVIDER_TYPES,
  toVariableName,
  excluded: CHART_SETTINGS,
});
const values = parse(readFileSync(new URL('values.yaml', CHART), 'utf8'));
const schema = `${JSON.stringify(renderValuesSchema(values, config), null, 2)}\n`;
writeFileSync(new URL('values.schema.json', CHART), schema);
