import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { CompactionSeal } from '../contracts/compaction-seal.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import { AesTextSeal } from './aes-text-seal.js';
import { loadSecrets } from './load-secrets.js';
import { SecretKeys } from './secret-keys.js';

/** A seal for one purpose: what it seals, no other opens. */
function sealFor(purpose: string) {
  return { useFactory: (keys: SecretKeys) => new AesTextSeal(keys.derive(purpose)), inject: [SecretKeys] };
}

@Global()
@Module({
  providers: [
    {
      provide: SecretKeys,
      useFactory: (settings: Settings) => new SecretKeys(loadSecrets(settings)),
      inject: [Settings],
    },
    { provide: ReasoningSeal, ...sealFor('reasoning') },
    { provide: CompactionSeal, ...sealFor('compaction') },
  ],
  exports: [SecretKeys, ReasoningSeal, CompactionSeal],
})
export class SecretsModule {}
