import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { firstValueFrom, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Capabilities } from '../contracts/provider.js';
import { maySee } from '../contracts/rights.js';
import { Attempts } from '../providers/attempts.service.js';
import { type Door, ProviderRegistry } from '../providers/provider-registry.js';
import { toTarget } from './door-target.js';

/** Capabilities whose objects instances keep. */
export type Keeping = 'files' | 'batches';

/** Whose an object is, and which instance has it. */
export interface Owner {
  readonly provider: string;
  readonly team: string;
}

export interface Lookup {
  readonly id: string;
  /** Undefined for an object that was made outside of the gateway. */
  readonly owner: Owner | undefined;
  readonly call: Call;
  /** The instance that the client names. */
  readonly provider?: string;
}

/** An answer, and the instance that gave it. */
export interface Found<Name extends Keeping, Value> {
  readonly door: Door<Name>;
  readonly value: Value;
}

const NOUNS: Readonly<Record<Keeping, string>> = { files: 'file', batches: 'batch' };

/** Finds the instance that has an object, without a guess where the gateway made it. */
@Injectable()
export class Instances {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
  ) {}

  /** @throws GatewayError 404 for a name that no provider has, 400 where it lacks the capability. */
  require<Name extends Keeping>(name: Name, provider: string): Door<Name> {
    return this.registry.requireProvider(provider, name);
  }

  /** Those to be asked for a list: the one that the client names, or all that have such objects. */
  forList<Name extends Keeping>(name: Name, provider: string | undefined): readonly Door<Name>[] {
    if (provider !== undefined) return [this.registry.requireProvider(provider, name)];
    const doors = this.registry.offering(name);
    const usable = doors.filter(({ capability }) => unavailabilityOf(capability) === undefined);
    // With none that is usable, one of the others says why.
    return usable.length > 0 ? usable : doors.slice(0, 1);
  }

  /**
   * Asks the instance that has the object; where that is not known, one after the other until one does.
   * @throws GatewayError not_found also for an object of another team.
   */
  ask<Name extends Keeping, Value>(
    name: Name,
    lookup: Lookup,
    ask: (capability: Capabilities[Name]) => Observable<Value>,
  ): Promise<Found<Name, Value>> {
    return this.inOrder(name, lookup, (door) => this.askAt(door, lookup.call, ask(door.capability)));
  }

  /** The same for an answer with a body. */
  open<Name extends Keeping, Value extends { readonly body: Readable }>(
    name: Name,
    lookup: Lookup,
    ask: (capability: Capabilities[Name]) => Observable<Value>,
  ): Promise<Found<Name, Value>> {
    return this.inOrder(name, lookup, (door) => {
      const answer = this.attempts.trackBody(toTarget(door), lookup.call, ask(door.capability));
      return firstValueFrom(answer);
    });
  }

  /** Asks one instance. */
  askAt<Value>(door: Door<Keeping>, call: Call, source: Observable<Value>): Promise<Value> {
    return firstValueFrom(this.attempts.trackUncounted(toTarget(door), call, source));
  }

  private async inOrder<Name extends Keeping, Value>(
    name: Name,
    lookup: Lookup,
    tryAt: (door: Door<Name>) => Promise<Value>,
  ): Promise<Found<Name, Value>> {
    let failure: unknown = unknown(name, lookup.id);
    for (const door of this.candidates(name, lookup)) {
      try {
        return { door, value: await tryAt(door) };
      } catch (error) {
        if (!isNotFound(error) && isNotFound(failure)) failure = error;
      }
    }
    throw failure;
  }

  private candidates<Name extends Keeping>(name: Name, lookup: Lookup): readonly Door<Name>[] {
    const { owner, call, provider, id } = lookup;
    if (!maySee(call.principal, owner?.team)) throw unknown(name, id);
    if (owner === undefined) return this.forList(name, provider);
    if (provider !== undefined && provider !== owner.provider) throw unknown(name, id);
    return [this.registry.requireProvider(owner.provider, name)];
  }
}

function unavailabilityOf(capability: object): string | undefined {
  return 'unavailable' in capability ? (capability.unavailable as string | undefined) : undefined;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GatewayError && error.kindName === 'not_found';
}

function unknown(name: Keeping, id: string): GatewayError {
  const quoted = JSON.stringify(id.slice(0, 200));
  return new GatewayError('not_found', `There is no ${NOUNS[name]} ${quoted}.`);
}
