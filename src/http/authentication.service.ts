import { Inject, Injectable } from '@nestjs/common';
import { isLoopback } from '../config/is-loopback.js';
import { Settings } from '../config/settings.js';
import { type Authenticator, Authenticators } from '../contracts/authenticator.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { openPrincipal } from './unnamed-principals.js';
import { type Identified, readCredential } from './read-credential.js';

/** The one place where a credential becomes a principal. */
@Injectable()
export class Authentication {
  /** Set where nobody needs a credential: whatever a client sends is ignored then. */
  private readonly everybody: Principal | undefined;

  constructor(
    @Inject(Authenticators) private readonly authenticators: readonly Authenticator[],
    { gatewayMasterKey, host }: Settings,
  ) {
    this.everybody = gatewayMasterKey === undefined ? openPrincipal(isLoopback(host)) : undefined;
  }

  /**
   * Whose request it is; at once where that is known.
   * @throws GatewayError invalid_api_key, or store_unavailable; at once or by rejection.
   */
  identify(request: Identified): Principal | Promise<Principal> {
    if (this.everybody !== undefined) return this.everybody;
    const credential = readCredential(request);
    if (credential === undefined) throw wrongKey();
    const found = this.authenticators
      .find((authenticator) => authenticator.takes(credential))
      ?.authenticate(credential);
    return found instanceof Promise ? found.then(requireFound) : requireFound(found);
  }
}

function requireFound(principal: Principal | undefined): Principal {
  if (principal === undefined) throw wrongKey();
  return principal;
}

function wrongKey(): GatewayError {
  return new GatewayError(
    'invalid_api_key',
    'A valid gateway key is needed, as "Authorization: Bearer <key>" or "x-api-key: <key>". Ask the operator for one.',
  );
}
