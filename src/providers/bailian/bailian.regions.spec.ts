import { describe, expect, it } from 'vitest';
import { BAILIAN_REGIONS, findRegion } from './bailian.regions.js';

const hostOf = (baseUrl: string): string => new URL(baseUrl).host;

describe('findRegion', () => {
  it.each(Object.entries(BAILIAN_REGIONS))(
    'knows the hosts of %s',
    (name, { sharedBaseUrl, workspaceBaseUrl }) => {
      expect(findRegion(hostOf(workspaceBaseUrl.replace('{workspace-id}', 'ws-1')))).toBe(name);
      if (sharedBaseUrl !== null) expect(findRegion(hostOf(sharedBaseUrl))).toBe(name);
    },
  );

  it.each([
    'localhost:9100',
    'dashscope.aliyuncs.com.evil.test',
    'evil-dashscope.aliyuncs.com',
    'maas.aliyuncs.com',
  ])('knows nothing of %s', (host) => {
    expect(findRegion(host)).toBeUndefined();
  });
});
