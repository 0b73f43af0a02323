import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { ReasoningSeal } from '../contracts/reasoning-seal.js';
import { AesTextSeal } from './aes-text-seal.js';
import { loadSecrets } from './load-secrets.js';
import { SecretKeys } from './secret-keys.js';

@Global()
@Module({
  providers: [
    {
      provide: SecretKeys,
      useFactory: (settings: Settings) => new SecretKeys(loadSecrets(settings)),
      inject: [Settings],
    },
    {
      provide: ReasoningSeal,
      useFactory: (keys: SecretKeys) => new AesTextSeal(keys.derive('reasoning')),
      inject: [SecretKeys],
    },
  ],
  exports: [SecretKeys, ReasoningSeal],
})
export class SecretsModule {}
