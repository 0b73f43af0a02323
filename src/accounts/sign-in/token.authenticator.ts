import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Settings } from '../../config/settings.js';
import type { Authenticator } from '../../contracts/authenticator.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { TeamDirectory } from '../../contracts/team-directory.js';
import { RecentEntries } from '../recent-entries.js';
import { IdentityKeys, IdentityProviderGone } from './identity-keys.js';
import { readClaims } from './read-claims.js';

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const LONGEST_SUBJECT = 200;
const REMEMBERED = 5_000;
/** A token is looked at anew after so long at the latest, so that a change of its team is seen. */
const MEMORY_MS = 10_000;

interface Remembered {
  readonly principal: Principal;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Knows the tokens of the company's identity provider. Whatever cannot be verified is wrong. */
export class TokenAuthenticator implements Authenticator {
  /** By a digest of the whole token, and only after its signature was verified. */
  private readonly remembered = new RecentEntries<Remembered>(REMEMBERED);
  private readonly keys: IdentityKeys;

  constructor(
    private readonly issuer: string,
    private readonly settings: Settings,
    private readonly teams: TeamDirectory,
  ) {
    this.keys = new IdentityKeys(issuer);
  }

  takes(credential: string): boolean {
    return JWT.test(credential);
  }

  authenticate(token: string): Principal | undefined | Promise<Principal | undefined> {
    const digest = hash('sha256', token, 'base64');
    const found = this.remembered.get(digest);
    if (found !== undefined && Date.now() < found.until) return found.principal;
    return this.verify(token, digest);
  }

  /** @throws GatewayError permission_denied where the token is right and names no team. */
  private async verify(token: string, digest: string): Promise<Principal | undefined> {
    const claims = await this.readToken(token);
    if (claims?.sub === undefined || claims.exp === undefined || claims.sub.length > LONGEST_SUBJECT) {
      return undefined;
    }
    const { team: id, role } = readClaims(claims, this.settings);
    const team = id === undefined ? undefined : await this.teams.find(id);
    if (team === undefined) {
      throw new GatewayError(
        'permission_denied',
        'This token names no team of the gateway; ask its operator.',
      );
    }
    const principal: Principal = {
      organisation: team.organisation,
      team: team.id,
      // No subject can pass for a key.
      key: `oidc:${claims.sub}`,
      role,
      teamLimits: team.limits,
      expiresAt: claims.exp * 1000,
    };
    this.remembered.set(digest, { principal, until: Math.min(claims.exp * 1000, Date.now() + MEMORY_MS) });
    return principal;
  }

  private async readToken(token: string): Promise<JWTPayload | undefined> {
    const { jwtVerify } = await import('jose');
    const { oidcAudience, oidcAlgorithms, oidcClockToleranceSeconds } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys.find, {
        issuer: this.issuer,
        audience: [...oidcAudience],
        algorithms: [...oidcAlgorithms],
        clockTolerance: oidcClockToleranceSeconds,
        requiredClaims: ['sub', 'exp'],
      });
      return payload;
    } catch (error) {
      if (!(error instanceof IdentityProviderGone)) return undefined;
      const message = 'The identity provider cannot be asked just now; try again in a moment.';
      throw new GatewayError('upstream_unavailable', message, { cause: error });
    }
  }
}
