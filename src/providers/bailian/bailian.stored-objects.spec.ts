import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createCall } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { UpstreamClient } from '../upstream/upstream-client.js';
import { createBailianStoredObjects } from './bailian.stored-objects.js';

const FIELDS = { endpoint: '/v1/chat/completions', completion_window: '24h' };
const CALL = createCall('r', { organisation: 'default', team: 'default', key: 'k', role: 'member' });

function createBatches(host: string) {
  const client = new UpstreamClient({
    name: 'bailian',
    baseUrl: `https://${host}/compatible-mode/v1`,
    apiKeys: ['k'],
    connectTimeoutMs: 1,
    maxPayloadBytes: 1,
    timeouts: { firstByteMs: 1, idleMs: 1, totalMs: 1 },
  });
  const toError = (): GatewayError => new GatewayError('upstream_error', 'unexpected');
  return createBailianStoredObjects({ provider: 'bailian', client, toError }).batches;
}

describe('batches', () => {
  it.each([
    'dashscope.aliyuncs.com',
    'dashscope-intl.aliyuncs.com',
    'ws-1.cn-beijing.maas.aliyuncs.com',
    'ws-1.ap-southeast-1.maas.aliyuncs.com',
    'bailian.internal:8443',
  ])('are there at %s', (host) => {
    expect(createBatches(host).unavailable).toBeUndefined();
  });

  it.each([
    ['dashscope-us.aliyuncs.com', 'virginia'],
    ['cn-hongkong.dashscope.aliyuncs.com', 'hongkong'],
    ['ws-1.us-east-1.maas.aliyuncs.com', 'virginia'],
    ['ws-1.cn-hongkong.maas.aliyuncs.com', 'hongkong'],
    ['ws-1.eu-central-1.maas.aliyuncs.com', 'frankfurt'],
    ['ws-1.ap-northeast-1.maas.aliyuncs.com', 'tokyo'],
  ])('are not there at %s, and nothing is asked', async (host, region) => {
    const batches = createBatches(host);
    const refusal = `no batch service in ${region}, the region of bailian; beijing and singapore have it`;
    expect(() => {
      batches.check(FIELDS);
    }).toThrow(refusal);
    await expect(firstValueFrom(batches.retrieve('batch_1', CALL))).rejects.toThrow(refusal);
  });

  it.each(['24h', '336h', '1d', '14d'])('take the window %s', (window) => {
    createBatches('dashscope.aliyuncs.com').check({ ...FIELDS, completion_window: window });
  });

  it.each(['23h', '337h', '0d', '15d', '24', '1.5d', '24 h', '', '24H'])('refuse the window %j', (window) => {
    expect(() => {
      createBatches('dashscope.aliyuncs.com').check({ ...FIELDS, completion_window: window });
    }).toThrow('from 24h to 336h');
  });

  it('take files in object storage by their address', () => {
    const batches = createBatches('dashscope.aliyuncs.com');
    for (const address of ['oss:cn-beijing:bucket/a.jsonl', 'https://b.oss.aliyuncs.com/a']) {
      expect(batches.isAddress(address)).toBe(true);
    }
    expect(batches.isAddress('file-batch-1')).toBe(false);
  });
});
