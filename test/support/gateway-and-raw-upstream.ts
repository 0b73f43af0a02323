import { afterAll, beforeAll } from 'vitest';
import { type ManagedGateway, startGateway } from './managed-gateway.js';
import { type RawUpstream, startRawUpstream } from './raw-upstream.js';

/** Both for the tests of one file. The fields are set before the first test. */
export interface GatewayAndRawUpstream {
  gateway: ManagedGateway;
  upstream: RawUpstream;
}

/** Starts a raw upstream and a gateway in front of it. */
export function useGatewayAndRawUpstream(
  variables: Readonly<Record<string, string>> = {},
): GatewayAndRawUpstream {
  const running = {} as GatewayAndRawUpstream;
  beforeAll(async () => {
    running.upstream = await startRawUpstream();
    running.gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test-upstream',
      BAILIAN_BASE_URL: running.upstream.baseUrl,
      ...variables,
    });
    await running.gateway.waitForReady();
  });
  afterAll(async () => {
    await Promise.all([running.gateway.stop(), running.upstream.stop()]);
  });
  return running;
}
