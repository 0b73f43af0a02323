import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from './load-settings.js';
import type { ProviderType } from './provider-type.js';
import { type Problem, SettingsError } from './settings-error.js';
import type { Settings } from './settings.js';

const TYPES: readonly ProviderType[] = [
  { type: 'bailian', environmentPrefix: 'BAILIAN', regions: ['north', 'south'], check: () => [] },
  {
    type: 'openai-compatible',
    check: ({ baseUrl }) => (baseUrl === undefined ? [{ key: 'base_url', message: 'is needed' }] : []),
  },
];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function load(environment: Record<string, string>, yaml?: string): Settings {
  if (yaml !== undefined) writeFileSync(join(directory, 'config.yaml'), yaml);
  return loadSettings({ environment, directory, types: TYPES, isTerminal: false });
}

function problemsOf(environment: Record<string, string>, yaml?: string): readonly Problem[] {
  try {
    load({ BAILIAN_API_KEY: 'sk-secret', ...environment }, yaml);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('needs nothing but a key of a provider', () => {
    expect(load({ BAILIAN_API_KEY: 'sk-1' })).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      logFormat: 'json',
      providers: [{ name: 'bailian', type: 'bailian', apiKeys: ['sk-1'], models: [] }],
    });
  });

  it('converts text to the types of the settings', () => {
    const settings = load({
      BAILIAN_API_KEY: 'sk-1, sk-2',
      BAILIAN_MODELS: 'a,b',
      PORT: '0',
      GATEWAY_ANONYMOUS: 'true',
      CORS_ORIGINS: 'https://one.example, https://two.example',
    });
    expect(settings).toMatchObject({
      port: 0,
      gatewayAnonymous: true,
      corsOrigins: ['https://one.example', 'https://two.example'],
      providers: [{ apiKeys: ['sk-1', 'sk-2'], models: ['a', 'b'] }],
    });
  });

  it('counts an empty variable as not set', () => {
    expect(load({ BAILIAN_API_KEY: 'sk-1', PORT: '' }).port).toBe(8080);
  });

  it('makes further instances of suffixed variables, in the order of their names', () => {
    const { providers } = load({
      BAILIAN_WEST_API_KEY: 'sk-w',
      BAILIAN_API_KEY: 'sk-1',
      BAILIAN_FAR_EAST_API_KEY: 'sk-e',
      BAILIAN_FAR_EAST_REGION: 'singapore',
      BAILIAN_FAR_EAST_WORKSPACE_ID: 'ws-1',
    });
    expect(providers.map(({ name }) => name)).toEqual(['bailian', 'bailian-far-east', 'bailian-west']);
    expect(providers[1]).toMatchObject({ region: 'singapore', workspaceId: 'ws-1' });
  });

  it('listens to all addresses with a master key, to loopback without', () => {
    expect(load({ BAILIAN_API_KEY: 'sk-1', GATEWAY_MASTER_KEY: 'a-long-key' }).host).toBe('0.0.0.0');
  });

  it.each([{ HOST: '0.0.0.0' }, { HOST: '::' }, { HOST: '10.1.2.3' }])('refuses %o without a key', (open) => {
    expect(problemsOf(open)).toMatchObject([{ where: 'HOST' }]);
    expect(problemsOf({ ...open, GATEWAY_ANONYMOUS: 'true' })).toEqual([]);
    expect(problemsOf({ ...open, GATEWAY_MASTER_KEY: 'a-long-key' })).toEqual([]);
  });

  it('reports every problem at once and never a value', () => {
    const problems = problemsOf({
      PORT: 'eighty-secret',
      MAX_BODY_BYTES: '12',
      LOG_LEVEL: 'loud-secret',
      BAILIAN_BASE_URL: 'no url secret',
      BAILIAN_EAST_REGION: 'secret',
    });
    expect(problems.map(({ where }) => where).sort()).toEqual([
      'BAILIAN_BASE_URL',
      'LOG_LEVEL',
      'MAX_BODY_BYTES',
      'PORT',
      'provider bailian-east (BAILIAN_EAST_REGION): api_key',
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('says what to set where there is no provider at all', () => {
    expect(() => load({})).toThrow('BAILIAN_API_KEY: no provider is configured');
  });
});

describe('config.yaml', () => {
  const PROVIDERS = `
providers:
  local:
    type: openai-compatible
    api_key: sk-local
    base_url: http://127.0.0.1:8000/v1
    models: [one, two]
    output_cap_field: max_tokens
`;

  it('gives settings, providers and aliases; the environment wins', () => {
    const settings = load(
      { PORT: '9000', BAILIAN_API_KEY: 'sk-1' },
      `port: 8000\nmax_body_bytes: 2048\n${PROVIDERS}aliases:\n  fast: local/one\n`,
    );
    expect(settings).toMatchObject({
      port: 9000,
      maxBodyBytes: 2048,
      aliases: { fast: 'local/one' },
      providers: [
        { name: 'local', apiKeys: ['sk-local'], models: ['one', 'two'], outputCapField: 'max_tokens' },
        { name: 'bailian' },
      ],
    });
  });

  it('takes the variables of providers in lower case', () => {
    expect(load({}, 'bailian_east_api_key: sk-e\nbailian_east_region: tokyo\n').providers).toMatchObject([
      { name: 'bailian-east', apiKeys: ['sk-e'], region: 'tokyo' },
    ]);
  });

  it('lets variables complete an instance that it names', () => {
    const { providers } = load(
      { BAILIAN_API_KEY: 'sk-env' },
      'providers:\n  bailian:\n    region: singapore\n',
    );
    expect(providers).toMatchObject([{ name: 'bailian', apiKeys: ['sk-env'], region: 'singapore' }]);
  });

  it('fills placeholders in values, and does not fill what they brought in', () => {
    writeFileSync(join(directory, 'key'), 'sk-from-file\n');
    const { providers } = load(
      { REGION: '${HOME}', HOME: 'x' },
      `providers:\n  bailian:\n    api_key: \${file:${join(directory, 'key')}}\n    region: \${REGION}\n    workspace_id: \${WS:-ws-1}\n`,
    );
    expect(providers).toMatchObject([{ apiKeys: ['sk-from-file'], region: '${HOME}', workspaceId: 'ws-1' }]);
  });

  it('names line and column of a placeholder without value', () => {
    expect(problemsOf({}, 'port: 1\nlog_level: ${NOPE}\n')).toMatchObject([
      { where: 'config.yaml:2:12', message: expect.stringContaining('NOPE') as string },
      { where: 'config.yaml:2:1 log_level' },
    ]);
  });

  it('names unknown keys with the nearest known one', () => {
    const problems = problemsOf({}, `prot: 1\n${PROVIDERS}    modles: [x]\n`);
    expect(problems).toEqual([
      { where: 'config.yaml:1:1 prot', message: 'is not a known key; did you mean port?' },
      { where: 'config.yaml:10:5 modles', message: 'is not a known key; did you mean models?' },
    ]);
  });

  it('reports what is not YAML where it stands', () => {
    expect(problemsOf({}, 'port: [1\nhost: x')[0]?.where).toMatch(/^config\.yaml:\d+:\d+$/);
    expect(problemsOf({}, 'port: 1\nport: 2\n')[0]?.where).toBe('config.yaml:2:1');
    expect(problemsOf({}, '- a\n- b\n')[0]).toMatchObject({ where: 'config.yaml:1:1' });
  });

  it('refuses an alias that leads nowhere', () => {
    expect(problemsOf({}, 'aliases:\n  fast: nowhere/model\n')).toMatchObject([
      { where: 'config.yaml:2:3 fast', message: expect.stringContaining('bailian') as string },
    ]);
  });

  it('refuses a type that no provider has', () => {
    expect(problemsOf({}, 'providers:\n  x:\n    type: other\n    api_key: k\n')).toMatchObject([
      { where: 'config.yaml:3:5 type', message: 'must be one of bailian, openai-compatible' },
    ]);
  });

  it('must be there if CONFIG_FILE names it', () => {
    expect(problemsOf({ CONFIG_FILE: 'elsewhere.yaml' })).toMatchObject([{ where: 'CONFIG_FILE' }]);
  });
});

describe('the regions that may be asked about a key', () => {
  it('are none, some, or all', () => {
    const read = (names: string) =>
      load({ BAILIAN_API_KEY: 'sk-1', REGION_DIAGNOSIS: names }).regionDiagnosis;
    expect([read(''), read('south'), read('north, south'), read('all')]).toEqual([
      [],
      ['south'],
      ['north', 'south'],
      ['all'],
    ]);
  });

  it('must be known', () => {
    const problem = { message: 'each must be one of north, south, or all' };
    expect(problemsOf({ REGION_DIAGNOSIS: 'north,west' })).toEqual([
      { where: 'REGION_DIAGNOSIS', ...problem },
    ]);
    expect(problemsOf({}, 'region_diagnosis: [west]\n')).toEqual([
      { where: 'config.yaml:1:1 region_diagnosis', ...problem },
    ]);
  });
});

it('freezes what it returns', () => {
  const settings = load({ BAILIAN_API_KEY: 'sk-1' });
  expect(Object.isFrozen(settings)).toBe(true);
  expect(Object.isFrozen(settings.providers[0])).toBe(true);
});

describe('the secret key', () => {
  const DATABASE_URL = 'postgres://gateway:s3cret@db.example/gateway';
  const OLD = 'o'.repeat(32);
  const NEW = 'n'.repeat(32);

  it('is needed with PostgreSQL, and the message says how to make one', () => {
    const [problem, ...others] = problemsOf({ DATABASE_URL });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ where: 'GATEWAY_SECRET_KEY' });
    expect(problem?.message).toContain('openssl rand -base64 32');
  });

  it('is not needed with SQLite', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ DATABASE_URL: 'sqlite::memory:' })).toEqual([]);
  });

  it('may be several, newest first', () => {
    const settings = load({ BAILIAN_API_KEY: 'sk-1', DATABASE_URL, GATEWAY_SECRET_KEY: `${NEW},${OLD}` });
    expect(settings.gatewaySecretKey).toEqual([NEW, OLD]);
  });

  it('is refused when it is short, without being shown', () => {
    const [problem] = problemsOf({ GATEWAY_SECRET_KEY: `${NEW},hunter2` });
    expect(problem?.message).toContain('32 characters');
    expect(problem?.message).not.toContain('hunter2');
  });
});
