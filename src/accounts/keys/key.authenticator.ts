import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import type { Authenticator } from '../../contracts/authenticator.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import { AccountAgreement } from '../account-agreement.service.js';
import { RecentEntries } from '../recent-entries.js';
import { KeyLookup } from './key-lookup.service.js';
import { isKeySecret, KEY_PREFIX } from './key-secret.js';
import type { KnownKey } from './known-key.js';

/** A secret that nobody has is not looked for again so soon. */
const UNKNOWN_MS = 10_000;
/** Wrong keys have a place of their own, so that they cannot push out the right ones. */
const UNKNOWN_ENTRIES = 1_000;
/** Callers do not wait longer for a store that is slow. */
const PATIENCE_MS = 2_000;

/** Knows the keys that the gateway made: from memory where it has met them, else from the store. */
@Injectable()
export class KeyAuthenticator implements Authenticator {
  /** By a digest of the secret: a text that long costs nothing to compare, and memory holds no secret. */
  private readonly known: RecentEntries<KnownKey>;
  private readonly unknown = new RecentEntries<number>(UNKNOWN_ENTRIES);
  private readonly lookups = new Map<string, Promise<KnownKey | undefined>>();

  constructor(
    private readonly lookup: KeyLookup,
    private readonly agreement: AccountAgreement,
    settings: Settings,
  ) {
    this.known = new RecentEntries(settings.keyCacheSize);
    agreement.changes.subscribe(({ keys, teams }) => {
      if (keys === undefined || teams === undefined) this.known.clear();
      else this.known.deleteWhere(({ principal: { key, team } }) => keys.has(key) || teams.has(team));
    });
  }

  takes(credential: string): boolean {
    return credential.startsWith(KEY_PREFIX);
  }

  authenticate(secret: string): Principal | undefined | Promise<Principal | undefined> {
    const digest = hash('sha256', secret, 'base64');
    const known = this.agreement.isCurrent ? this.known.get(digest) : undefined;
    if (known !== undefined) return admit(known);
    const unknownUntil = this.unknown.get(digest) ?? 0;
    if (!isKeySecret(secret) || performance.now() < unknownUntil) return undefined;
    return this.lookUp(secret, digest).then((found) => (found === undefined ? undefined : admit(found)));
  }

  /** One look into the store for all that ask at the same time. */
  private lookUp(secret: string, digest: string): Promise<KnownKey | undefined> {
    const running = this.lookups.get(digest);
    if (running !== undefined) return running;
    // While the store is known to fail, one tries, and the others need not wait for the same answer.
    if (this.lookup.failure !== undefined && this.lookups.size > 0) return Promise.reject(unavailable());
    const lookup = this.find(secret, digest).finally(() => this.lookups.delete(digest));
    this.lookups.set(digest, lookup);
    return lookup;
  }

  private async find(secret: string, digest: string): Promise<KnownKey | undefined> {
    const { version } = this.agreement;
    const found = await withinPatience(this.lookup.find(secret));
    if (found === undefined) {
      this.unknown.set(digest, performance.now() + UNKNOWN_MS);
    } else if (version === this.agreement.version) {
      // Else something changed meanwhile, perhaps this: the next request reads again.
      this.known.set(digest, found);
    }
    return found;
  }
}

/** @throws GatewayError invalid_api_key that says why. */
function admit({ principal, isUsable, validUntil }: KnownKey): Principal {
  if (!isUsable) throw refusal('was switched off or taken back');
  if (Date.now() >= validUntil) throw refusal('has expired');
  return principal;
}

function refusal(what: string): GatewayError {
  return new GatewayError('invalid_api_key', `This key ${what}; ask whoever manages your team for another.`);
}

function unavailable(): GatewayError {
  return new GatewayError(
    'store_unavailable',
    'The gateway cannot check this key just now, since it cannot reach its store; try again in a moment.',
  );
}

async function withinPatience<Value>(answer: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(unavailable());
    }, PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
