import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { fetchSmallJson } from './fetch-small-json.js';

/** However many tokens name keys that are not there, the provider is asked no more often. */
const COOL_DOWN_MS = 5_000;
/** Keys that were taken back are forgotten after so long. */
const MAX_AGE_MS = 600_000;

/** The public keys of an identity provider, found by discovery, kept, and fetched again when a token names another. */
export class IdentityKeys {
  private held: { readonly find: JWTVerifyGetKey; readonly at: number } | undefined;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    private readonly issuer: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The key of a token. @throws JWKSNoMatchingKey of jose; IdentityProviderGone where there are no keys to look in. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.held === undefined || this.now() - this.held.at >= MAX_AGE_MS) await this.fetchOnce();
    const { held } = this;
    if (held === undefined || this.now() - held.at >= MAX_AGE_MS) {
      throw new IdentityProviderGone('the keys of the identity provider cannot be had', {
        cause: this.failure,
      });
    }
    try {
      return await held.find(header, token);
    } catch (error) {
      await this.fetchOnce();
      const renewed = this.held;
      if (renewed === undefined || renewed === held) throw error;
      return renewed.find(header, token);
    }
  };

  private fetchOnce(): Promise<void> {
    if (this.asking !== undefined) return this.asking;
    if (this.now() - this.askedAt < COOL_DOWN_MS) return Promise.resolve();
    this.askedAt = this.now();
    this.asking = this.fetch()
      .catch((error: unknown) => {
        this.failure = error;
      })
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }

  private async fetch(): Promise<void> {
    const base = this.issuer.replace(/\/$/, '');
    const document = (await fetchSmallJson(`${base}/.well-known/openid-configuration`)) as Discovery;
    if (document.issuer !== this.issuer) throw new Error('the discovery document is one of another issuer');
    const { jwks_uri: uri } = document;
    if (typeof uri !== 'string' || new URL(uri).protocol !== new URL(this.issuer).protocol) {
      throw new Error('the discovery document has no usable jwks_uri');
    }
    const { createLocalJWKSet } = await import('jose');
    this.held = { find: createLocalJWKSet((await fetchSmallJson(uri)) as JSONWebKeySet), at: this.now() };
  }
}

interface Discovery {
  readonly issuer?: unknown;
  readonly jwks_uri?: unknown;
}

/** Nobody can be let in, and nobody is told that its token is wrong. */
export class IdentityProviderGone extends Error {
  override readonly name = 'IdentityProviderGone';
}
