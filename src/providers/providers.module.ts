import { Module } from '@nestjs/common';
import type { ProviderType } from '../config/provider-type.js';
import { Attempts } from './attempts.service.js';
import { BailianModule } from './bailian/bailian.module.js';
import { BailianStrategy } from './bailian/bailian.strategy.js';
import { bailianType } from './bailian/bailian.type.js';
import { ModelDiscovery } from './model-discovery.service.js';
import { OpenaiCompatibleModule } from './openai-compatible/openai-compatible.module.js';
import { OpenaiCompatibleStrategy } from './openai-compatible/openai-compatible.strategy.js';
import { openaiCompatibleType } from './openai-compatible/openai-compatible.type.js';
import { ProviderRegistry } from './provider-registry.js';
import { ProviderStrategies, type ProviderStrategy } from './provider-strategy.js';

/** The one list of providers: a new one is its type, module and strategy here. */
export const PROVIDER_TYPES: readonly ProviderType[] = [bailianType, openaiCompatibleType];
const MODULES = [BailianModule, OpenaiCompatibleModule];
const STRATEGIES = [BailianStrategy, OpenaiCompatibleStrategy];

@Module({
  imports: MODULES,
  providers: [
    {
      provide: ProviderStrategies,
      useFactory: (...strategies: ProviderStrategy[]) => strategies,
      inject: STRATEGIES,
    },
    ProviderRegistry,
    ModelDiscovery,
    Attempts,
  ],
  exports: [ProviderRegistry, ModelDiscovery, Attempts],
})
export class ProvidersModule {}
