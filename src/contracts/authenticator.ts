import type { Principal } from './principal.js';

/** Knows one form of credential, which others of the list leave to it. */
export interface Authenticator {
  /** Whether a credential has this form, right or wrong. Looks at nothing but the text. */
  takes(credential: string): boolean;
  /**
   * Whose the credential is; undefined for one that is wrong. At once where that is known, since every request waits for it.
   * @throws GatewayError invalid_api_key that says more, or store_unavailable; either way, at once or by rejection.
   */
  authenticate(credential: string): Principal | undefined | Promise<Principal | undefined>;
}

/** All of them (`readonly Authenticator[]`); the first that takes a credential decides. */
export const Authenticators = Symbol('Authenticators');
