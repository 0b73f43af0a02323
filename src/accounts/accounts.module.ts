import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { type Authenticator, Authenticators } from '../contracts/authenticator.js';
import { SharedLimits } from '../contracts/rate-limits.js';
import { TeamDirectory } from '../contracts/team-directory.js';
import { SecretKeys } from '../secrets/secret-keys.js';
import { AccountAgreement } from './account-agreement.service.js';
import { KeyAuthenticator } from './keys/key.authenticator.js';
import { KeyDigests } from './keys/key-digests.js';
import { KeyLookup } from './keys/key-lookup.service.js';
import { MasterKeyAuthenticator } from './master-key.authenticator.js';
import { StoredSharedLimits } from './stored-shared-limits.service.js';
import { StoredTeamDirectory } from './teams/stored-team-directory.service.js';

/** The first that takes a credential decides, so the one that takes all is the last. */
function createAuthenticators(settings: Settings, keys: KeyAuthenticator): readonly Authenticator[] {
  return [keys, new MasterKeyAuthenticator(settings.gatewayMasterKey)];
}

/** Who may use the gateway, and how much. */
@Global()
@Module({
  providers: [
    AccountAgreement,
    KeyLookup,
    KeyAuthenticator,
    {
      provide: KeyDigests,
      useFactory: (keys: SecretKeys) => new KeyDigests(keys.derive('keys')),
      inject: [SecretKeys],
    },
    { provide: Authenticators, useFactory: createAuthenticators, inject: [Settings, KeyAuthenticator] },
    { provide: TeamDirectory, useClass: StoredTeamDirectory },
    { provide: SharedLimits, useClass: StoredSharedLimits },
  ],
  exports: [AccountAgreement, KeyDigests, Authenticators, TeamDirectory, SharedLimits],
})
export class AccountsModule {}
