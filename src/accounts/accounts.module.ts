import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { type Authenticator, Authenticators } from '../contracts/authenticator.js';
import { SharedLimits } from '../contracts/rate-limits.js';
import { TeamDirectory } from '../contracts/team-directory.js';
import { SecretKeys } from '../secrets/secret-keys.js';
import { AccountAgreement } from './account-agreement.service.js';
import { AccountWrites } from './account-writes.service.js';
import { AuditLog } from './audit/audit-log.service.js';
import { CreationMemory } from './creation-memory.service.js';
import { KeySecrets } from './keys/key-secrets.service.js';
import { Keys } from './keys/keys.service.js';
import { LimitsAdmin } from './limits-admin.service.js';
import { Organisations } from './organisations/organisations.service.js';
import { Teams } from './teams/teams.service.js';
import { AccountNews } from './account-news.service.js';
import { KeyAuthenticator } from './keys/key.authenticator.js';
import { KeyDigests } from './keys/key-digests.js';
import { KeyLookup } from './keys/key-lookup.service.js';
import { MasterKeyAuthenticator } from './master-key.authenticator.js';
import { StoredSharedLimits } from './stored-shared-limits.service.js';
import { TokenAuthenticator } from './sign-in/token.authenticator.js';
import { StoredTeamDirectory } from './teams/stored-team-directory.service.js';

/** The first that takes a credential decides, so the one that takes all is the last. */
function createAuthenticators(
  settings: Settings,
  keys: KeyAuthenticator,
  teams: TeamDirectory,
): readonly Authenticator[] {
  const { oidcIssuer: issuer, gatewayMasterKey } = settings;
  const tokens = issuer === undefined ? [] : [new TokenAuthenticator(issuer, settings, teams)];
  return [keys, ...tokens, new MasterKeyAuthenticator(gatewayMasterKey)];
}

/** Who may use the gateway, and how much. */
@Global()
@Module({
  providers: [
    AccountAgreement,
    AccountWrites,
    CreationMemory,
    AuditLog,
    Organisations,
    Teams,
    Keys,
    KeySecrets,
    LimitsAdmin,
    AccountNews,
    KeyLookup,
    KeyAuthenticator,
    {
      provide: KeyDigests,
      useFactory: (keys: SecretKeys) => new KeyDigests(keys.derive('keys')),
      inject: [SecretKeys],
    },
    {
      provide: Authenticators,
      useFactory: createAuthenticators,
      inject: [Settings, KeyAuthenticator, TeamDirectory],
    },
    { provide: TeamDirectory, useClass: StoredTeamDirectory },
    { provide: SharedLimits, useClass: StoredSharedLimits },
  ],
  exports: [
    AccountAgreement,
    AccountWrites,
    AuditLog,
    Organisations,
    Teams,
    Keys,
    LimitsAdmin,
    Authenticators,
    TeamDirectory,
    SharedLimits,
  ],
})
export class AccountsModule {}
