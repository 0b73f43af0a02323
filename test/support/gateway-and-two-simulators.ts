import { afterAll, beforeAll } from 'vitest';
import { type ManagedGateway, startGateway } from './managed-gateway.js';
import { type ManagedSimulator, startSimulator } from './managed-simulator.js';

/** The processes for the tests of one file. The fields are set before the first test. */
export interface GatewayAndTwoSimulators {
  gateway: ManagedGateway;
  /** Of the instance `bailian`. */
  first: ManagedSimulator;
  /** Of the instance `bailian-east`. */
  second: ManagedSimulator;
}

/** Starts two simulators and a gateway with an instance for each; and the alias `fast` for a model of the second. */
export function useGatewayAndTwoSimulators(
  variables: Readonly<Record<string, string>> = {},
): GatewayAndTwoSimulators {
  const running = {} as GatewayAndTwoSimulators;
  beforeAll(async () => {
    [running.first, running.second] = await Promise.all([startSimulator(), startSimulator()]);
    running.gateway = await startGateway(
      {
        BAILIAN_API_KEY: 'sk-test-upstream',
        BAILIAN_BASE_URL: running.first.baseUrl,
        BAILIAN_EAST_API_KEY: 'sk-test-east',
        BAILIAN_EAST_BASE_URL: running.second.baseUrl,
        ...variables,
      },
      { 'config.yaml': 'aliases: { fast: bailian-east/qwen-flash }\n' },
    );
    await running.gateway.waitForReady();
  });
  afterAll(async () => {
    await Promise.all([running.gateway.stop(), running.first.stop(), running.second.stop()]);
  });
  return running;
}
