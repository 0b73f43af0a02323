import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type ManagedGateway, startGateway } from './managed-gateway.js';
import { type ManagedSimulator, startSimulator } from './managed-simulator.js';

/** Both processes for the tests of one file. The fields are set before the first test. */
export interface GatewayAndSimulator {
  gateway: ManagedGateway;
  simulator: ManagedSimulator;
}

/** Starts a simulator and a gateway in front of it, and resets the simulator before every test. */
export function useGatewayAndSimulator(
  variables: Readonly<Record<string, string>> = {},
): GatewayAndSimulator {
  const running = {} as GatewayAndSimulator;
  beforeAll(async () => {
    running.simulator = await startSimulator();
    running.gateway = await startGateway({
      BAILIAN_API_KEY: 'sk-test-upstream',
      BAILIAN_BASE_URL: running.simulator.baseUrl,
      ...variables,
    });
    await running.gateway.waitForReady();
  });
  beforeEach(() => running.simulator.reset());
  afterAll(async () => {
    await Promise.all([running.gateway.stop(), running.simulator.stop()]);
  });
  return running;
}
