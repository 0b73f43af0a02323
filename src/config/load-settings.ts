import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDatabaseUrl } from './database-url.js';
import { isLoopback } from './is-loopback.js';
import { loadCatalogue } from './load-catalogue.js';
import { loadLimits } from './load-limits.js';
import { loadProviders, unknownKey } from './load-providers.js';
import { matchVariable, readInstances } from './provider-instances.js';
import type { ProviderType } from './provider-type.js';
import { type ConfigFile, EMPTY_CONFIG_FILE, readConfigFile } from './read-config-file.js';
import { reportUnknownRegions } from './report-unknown-regions.js';
import { SETTING_PROPERTIES, toVariableName } from './setting-names.js';
import { type Problem, SettingsError, type Written } from './settings-error.js';
import { Settings } from './settings.js';
import { validateClass } from './validate-class.js';

export interface SettingsSource {
  readonly environment: NodeJS.ProcessEnv;
  /** Where config.yaml is looked for. */
  readonly directory: string;
  readonly types: readonly ProviderType[];
  /** Whether a person reads the log. */
  readonly isTerminal: boolean;
}

type Report = (problem: Problem) => void;

/**
 * The settings from environment and config.yaml, validated and frozen. The environment wins; an empty variable counts as
 * not set.
 * @throws SettingsError with every problem there is.
 */
export function loadSettings(source: SettingsSource): Settings {
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);

  const file = readFile(source, report);
  reportUnknownKeys(file, source.types, report);
  const variables = mergeVariables(file, source.environment);
  const providers = loadProviders(readInstances(file, variables, source.types), source.types, report);
  if (providers.length === 0) report(NO_PROVIDER);

  const written = new Map<string, Written>();
  for (const property of SETTING_PROPERTIES) {
    const entry = variables.get(toVariableName(property));
    if (entry !== undefined) written.set(property, entry);
  }
  const settings = validateClass(Settings, withDefaults(written, source), {
    report,
    fallback: toVariableName,
  });
  const aliases = readAliases(file, new Set(providers.map(({ name }) => name)), report);
  const catalogue = loadCatalogue(file.catalogue, source.types, report);
  const limits = loadLimits(file.limits, new Set(providers.map(({ name }) => name)), report);
  reportOpenHost(settings, written, report);
  reportUnknownRegions(settings, source.types, ({ message }) => {
    report({ where: written.get('regionDiagnosis')?.where ?? 'REGION_DIAGNOSIS', message });
  });
  reportMissingSecret(settings, report);
  reportHalfSignIn(settings, report);

  if (problems.length > 0) throw new SettingsError(problems);
  return freeze(Object.assign(settings, { providers, aliases, catalogue, limits }));
}

const NO_PROVIDER: Problem = {
  where: 'BAILIAN_API_KEY',
  message: 'no provider is configured: set it, or write providers: in config.yaml',
};

/** Where the configuration file is, or would be. */
export function findConfigFile({ environment, directory }: SettingsSource): string {
  const named = environment.CONFIG_FILE ?? '';
  return resolve(directory, named === '' ? 'config.yaml' : named);
}

function readFile(source: SettingsSource, report: Report): ConfigFile {
  const { environment } = source;
  const named = environment.CONFIG_FILE ?? '';
  const path = findConfigFile(source);
  if (existsSync(path)) return readConfigFile(path, environment, report);
  if (named !== '') report({ where: 'CONFIG_FILE', message: 'names a file that does not exist' });
  return EMPTY_CONFIG_FILE;
}

/** Top-level keys of the file stand for variables: `port` for PORT. */
function mergeVariables(file: ConfigFile, environment: NodeJS.ProcessEnv): ReadonlyMap<string, Written> {
  const variables = new Map([...file.keys].map(([key, written]) => [key.toUpperCase(), written]));
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value !== '') variables.set(name, { value, where: name });
  }
  return variables;
}

function reportUnknownKeys(file: ConfigFile, types: readonly ProviderType[], report: Report): void {
  const known = [
    ...SETTING_PROPERTIES.map((property) => toVariableName(property).toLowerCase()),
    'providers',
    'aliases',
    'catalogue',
    'limits',
  ];
  for (const [key, { where }] of file.keys) {
    const isKnown =
      key === key.toLowerCase() &&
      (known.includes(key) || types.some((type) => matchVariable(key.toUpperCase(), type) !== undefined));
    if (!isKnown) report({ where, message: unknownKey(key, known) });
  }
}

/** Defaults that depend on other settings or on the surroundings. */
function withDefaults(
  written: ReadonlyMap<string, Written>,
  { isTerminal }: SettingsSource,
): ReadonlyMap<string, Written> {
  const host = written.has('gatewayMasterKey') ? '0.0.0.0' : '127.0.0.1';
  const logFormat = isTerminal ? 'pretty' : 'json';
  const defaults = Object.entries({ host, logFormat }).map(
    ([property, value]) => [property, { value, where: toVariableName(property) }] as const,
  );
  return new Map([...defaults, ...written]);
}

function readAliases(
  file: ConfigFile,
  providers: ReadonlySet<string>,
  report: Report,
): Record<string, string> {
  const aliases: Record<string, string> = {};
  for (const [name, { value, where }] of file.aliases) {
    const [provider = '', ...model] = typeof value === 'string' ? value.split('/') : [];
    if (!providers.has(provider) || model.join('/') === '') {
      report({
        where,
        message: `must be <provider>/<model>; the providers are ${[...providers].join(', ')}`,
      });
    } else {
      aliases[name] = String(value);
    }
  }
  return aliases;
}

/** Without a key everybody who reaches the port may use the upstream's account. */
function reportOpenHost(settings: Settings, written: ReadonlyMap<string, Written>, report: Report): void {
  const { host, gatewayMasterKey, gatewayAnonymous } = settings;
  if (gatewayMasterKey !== undefined || gatewayAnonymous || typeof host !== 'string' || isLoopback(host)) {
    return;
  }
  report({
    where: written.get('host')?.where ?? 'HOST',
    message:
      'is not a loopback address, so GATEWAY_MASTER_KEY is needed (or GATEWAY_ANONYMOUS=true, for everybody to use it)',
  });
}

/** Replicas that share a store must open what the others sealed. */
function reportMissingSecret({ databaseUrl, gatewaySecretKey }: Settings, report: Report): void {
  if (gatewaySecretKey.length > 0) return;
  if (typeof databaseUrl !== 'string' || parseDatabaseUrl(databaseUrl)?.kind !== 'postgres') return;
  report({
    where: 'GATEWAY_SECRET_KEY',
    message:
      'is needed with PostgreSQL, the same for every replica; make one with `openssl rand -base64 32` and keep it',
  });
}

/** Without an audience tokens for any program would be taken; without a master key nobody would need one. */
function reportHalfSignIn({ oidcIssuer, oidcAudience, gatewayMasterKey }: Settings, report: Report): void {
  if (oidcIssuer === undefined) return;
  if (oidcAudience.length === 0) report({ where: 'OIDC_AUDIENCE', message: 'is needed with OIDC_ISSUER' });
  if (gatewayMasterKey === undefined) {
    report({
      where: 'GATEWAY_MASTER_KEY',
      message: 'is needed with OIDC_ISSUER: without it the gateway is open',
    });
  }
}

function freeze(settings: Settings): Settings {
  for (const provider of settings.providers) Object.freeze(provider);
  for (const value of Object.values(settings)) {
    if (typeof value === 'object' && value !== null) Object.freeze(value);
  }
  return Object.freeze(settings);
}
