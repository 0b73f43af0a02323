import { describe, expect, it } from 'vitest';
import type { ProviderSettings } from '../../config/provider-settings.js';
import { BAILIAN_REGIONS } from './bailian.regions.js';
import { bailianType, resolveBaseUrl } from './bailian.type.js';

const check = (settings: Partial<ProviderSettings>) =>
  bailianType.check({ name: 'bailian', type: 'bailian', apiKeys: ['k'], models: [], ...settings });

describe('resolveBaseUrl', () => {
  it.each([
    [{}, 'https://dashscope.aliyuncs.com/compatible-mode/v1'],
    [{ region: 'beijing' }, 'https://dashscope.aliyuncs.com/compatible-mode/v1'],
    [{ region: 'singapore' }, 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'],
    [{ region: 'virginia' }, 'https://dashscope-us.aliyuncs.com/compatible-mode/v1'],
    [{ region: 'hongkong' }, 'https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1'],
    [{ workspaceId: 'ws-1' }, 'https://ws-1.cn-beijing.maas.aliyuncs.com/compatible-mode/v1'],
    [
      { region: 'singapore', workspaceId: 'ws-1' },
      'https://ws-1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1',
    ],
    [
      { region: 'virginia', workspaceId: 'ws-1' },
      'https://ws-1.us-east-1.maas.aliyuncs.com/compatible-mode/v1',
    ],
    [
      { region: 'hongkong', workspaceId: 'ws-1' },
      'https://ws-1.cn-hongkong.maas.aliyuncs.com/compatible-mode/v1',
    ],
    [
      { region: 'frankfurt', workspaceId: 'ws-1' },
      'https://ws-1.eu-central-1.maas.aliyuncs.com/compatible-mode/v1',
    ],
    [
      { region: 'tokyo', workspaceId: 'ws-1' },
      'https://ws-1.ap-northeast-1.maas.aliyuncs.com/compatible-mode/v1',
    ],
    [
      { region: 'tokyo', workspaceId: 'ws-1', baseUrl: 'http://localhost:9100/v1' },
      'http://localhost:9100/v1',
    ],
    [{ baseUrl: 'http://localhost:9100/v1//' }, 'http://localhost:9100/v1'],
  ])('makes of %j %s', (settings, expected) => {
    expect(resolveBaseUrl(settings)).toBe(expected);
  });

  it.each([{ region: 'tokyo' }, { region: 'frankfurt' }, { region: 'mars' }])('throws for %j', (settings) => {
    expect(() => resolveBaseUrl(settings)).toThrow(settings.region);
  });
});

describe('the check of a Bailian instance', () => {
  it.each([{}, { region: 'mars', baseUrl: 'http://localhost' }, { region: 'tokyo', workspaceId: 'ws-1' }])(
    'has nothing against %j',
    (settings) => {
      expect(check(settings)).toEqual([]);
    },
  );

  it.each(Object.keys(BAILIAN_REGIONS))('lets %s pass with a workspace id', (region) => {
    const settings = { region, workspaceId: 'ws-1' };
    expect(check(settings)).toEqual([]);
    expect(new URL(resolveBaseUrl(settings)).pathname).toBe('/compatible-mode/v1');
  });

  it.each(['mars', 'Beijing', '', 'constructor', '__proto__'])(
    'names the regions in place of %j',
    (region) => {
      expect(check({ region })).toEqual([
        {
          key: 'region',
          message:
            'must be one of beijing, singapore, virginia, hongkong, frankfurt, tokyo, or give base_url',
        },
      ]);
    },
  );

  it.each(['tokyo', 'frankfurt'])('wants a workspace id in %s', (region) => {
    expect(check({ region }).map(({ key }) => key)).toEqual(['workspace_id']);
  });
});
