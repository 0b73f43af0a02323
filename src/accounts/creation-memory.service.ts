import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { GatewayError } from '../contracts/gateway-error.js';
import { AesTextSeal } from '../secrets/aes-text-seal.js';
import { SecretKeys } from '../secrets/secret-keys.js';
import type { Database } from '../store/database.js';
import type { Actor } from './actor.js';

const KEPT_MS = 24 * 3_600_000;

/** A creation that the client may ask for again. */
export interface Creation {
  /** The client's `Idempotency-Key`. */
  readonly key: string;
  /** What is created, and from what. */
  readonly kind: string;
  readonly body: unknown;
}

/** Remembers the answers of creations for a day, so that a client that lost one gets it again, and not a second object. */
@Injectable()
export class CreationMemory {
  private readonly seal: AesTextSeal;

  constructor(keys: SecretKeys) {
    this.seal = new AesTextSeal(keys.derive('creations'));
  }

  /** @throws GatewayError conflict where the key was used for something else. */
  async recall<Result extends object>(
    db: Kysely<Database>,
    actor: Actor,
    creation: Creation | undefined,
  ): Promise<Result | undefined> {
    if (creation === undefined) return undefined;
    await db
      .deleteFrom('idempotency')
      .where('createdAt', '<', Date.now() - KEPT_MS)
      .execute();
    const row = await db
      .selectFrom('idempotency')
      .selectAll()
      .where('id', '=', idOf(actor, creation))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const answer = this.seal.unseal(row.answer, { team: actor.principal.team });
    if (row.request === digest(creation.body) && answer !== undefined) return JSON.parse(answer) as Result;
    throw new GatewayError('conflict', 'This Idempotency-Key was used for another request; send a new one.');
  }

  async keep(
    db: Kysely<Database>,
    actor: Actor,
    { creation, answer }: { readonly creation: Creation | undefined; readonly answer: object },
  ): Promise<void> {
    if (creation === undefined) return;
    const sealed = this.seal.seal(JSON.stringify(answer), { team: actor.principal.team });
    await db
      .insertInto('idempotency')
      .values({
        id: idOf(actor, creation),
        request: digest(creation.body),
        answer: sealed,
        createdAt: Date.now(),
      })
      .execute();
  }
}

function idOf({ principal }: Actor, { key, kind }: Creation): string {
  return digest([principal.team, principal.key, kind, key]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
