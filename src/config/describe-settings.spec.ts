import { describe, expect, it } from 'vitest';
import { describeSettings } from './describe-settings.js';
import { Settings } from './settings.js';

const SECRET = 'c4nary-s3cret';
const settings = Object.assign(new Settings(), {
  host: '0.0.0.0',
  gatewayMasterKey: SECRET,
  gatewaySecretKey: [SECRET, SECRET],
  databaseUrl: `postgres://gateway:${SECRET}@db.internal:5432/gateway?sslpassword=${SECRET}`,
  httpsProxy: `http://user:${SECRET}@proxy.internal:3128`,
  keyCacheSize: 500,
  providers: [
    {
      name: 'bailian',
      type: 'bailian',
      apiKeys: [SECRET],
      proxyUrl: `http://u:${SECRET}@p:1`,
      models: ['qwen-plus'],
    },
  ],
});

describe('describeSettings', () => {
  const described = describeSettings(settings);

  it('has no secret', () => {
    expect(JSON.stringify(described)).not.toContain(SECRET);
  });

  it('has every setting under its name in config.yaml', () => {
    expect(described).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      gateway_master_key: '(set)',
      gateway_secret_key: ['(set)', '(set)'],
      key_cache_size: 500,
      database_url: 'postgres://gateway:hidden@db.internal:5432/gateway?sslpassword=hidden',
      providers: [{ name: 'bailian', api_keys: ['(set)'], models: ['qwen-plus'] }],
    });
  });

  it('says null for what is not set', () => {
    expect(describeSettings(new Settings()).gateway_master_key).toBeNull();
  });
});
