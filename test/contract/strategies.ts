import { type Logger, pino } from 'pino';
import { ProviderSettings } from '../../src/config/provider-settings.js';
import { Settings } from '../../src/config/settings.js';
import type { OutputCapField } from '../../src/contracts/output-cap.js';
import type { Provider } from '../../src/contracts/provider.js';
import { BailianStrategy } from '../../src/providers/bailian/bailian.strategy.js';
import { OpenaiCompatibleStrategy } from '../../src/providers/openai-compatible/openai-compatible.strategy.js';
import type { ProviderStrategy } from '../../src/providers/provider-strategy.js';
import { UpstreamClientFactory } from '../../src/providers/upstream/upstream-client.factory.js';

type StrategyClass = new (
  clients: UpstreamClientFactory,
  settings: Settings,
  logger: Logger,
) => ProviderStrategy;

export interface StrategyUnderTest {
  readonly strategy: StrategyClass;
  /** The name under which its upstreams take the output cap. */
  readonly outputCapField: OutputCapField;
}

/** Every strategy there is: a new provider is one line. */
export const STRATEGIES: readonly StrategyUnderTest[] = [
  { strategy: BailianStrategy, outputCapField: 'max_completion_tokens' },
  { strategy: OpenaiCompatibleStrategy, outputCapField: 'max_tokens' },
];

/** An instance of the strategy in front of an upstream. */
export function createProvider({ strategy }: StrategyUnderTest, baseUrl: string): Provider {
  const settings = new Settings();
  const instance = Object.assign(new ProviderSettings(), {
    name: 'under-test',
    type: 'under-test',
    apiKeys: ['sk-under-test'],
    baseUrl,
  });
  const logger = pino({ level: 'silent' });
  return new strategy(new UpstreamClientFactory(settings), settings, logger).create(instance, settings);
}
