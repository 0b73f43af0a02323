/** Hosts of regions that have no batch service. Any other host has it, loopback too. */
const HOSTS_WITHOUT_BATCH: readonly string[] = [
  'dashscope-us.aliyuncs.com',
  'cn-hongkong.dashscope.aliyuncs.com',
  '.us-east-1.maas.aliyuncs.com',
  '.cn-hongkong.maas.aliyuncs.com',
  '.ap-northeast-1.maas.aliyuncs.com',
  '.eu-central-1.maas.aliyuncs.com',
];

/** @param host the Host header, with or without a port */
export function hasBatchService(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return !HOSTS_WITHOUT_BATCH.some((end) => name.endsWith(end));
}
