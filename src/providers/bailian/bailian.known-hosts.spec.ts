import { describe, expect, it } from 'vitest';
import { listHosts } from './bailian.known-hosts.js';
import { BAILIAN_REGIONS } from './bailian.regions.js';

const OWN = { ownHost: 'dashscope.aliyuncs.com' };

const hostsOf = (...wanted: Parameters<typeof listHosts>): readonly string[] =>
  listHosts(...wanted).map(({ baseUrl }) => new URL(baseUrl).host);

describe('listHosts', () => {
  it('has none where nothing is allowed', () => {
    expect(listHosts(BAILIAN_REGIONS, [], OWN)).toEqual([]);
  });

  it('has the shared hosts of the regions that are allowed, but for its own', () => {
    const allowed = ['beijing', 'singapore', 'tokyo'];
    expect(hostsOf(BAILIAN_REGIONS, allowed, OWN)).toEqual(['dashscope-intl.aliyuncs.com']);
  });

  it('has every shared host where all are allowed', () => {
    expect(hostsOf(BAILIAN_REGIONS, ['all'], { ownHost: 'localhost:1' })).toEqual([
      'dashscope.aliyuncs.com',
      'dashscope-intl.aliyuncs.com',
      'dashscope-us.aliyuncs.com',
      'cn-hongkong.dashscope.aliyuncs.com',
    ]);
  });

  it('has hosts of workspaces for the own workspace only', () => {
    const own = { workspaceId: 'ws-1', ownHost: 'ws-1.cn-beijing.maas.aliyuncs.com' };
    expect(hostsOf(BAILIAN_REGIONS, ['beijing', 'frankfurt'], own)).toEqual([
      'dashscope.aliyuncs.com',
      'ws-1.eu-central-1.maas.aliyuncs.com',
    ]);
  });
});
