import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Database } from '../store/database.js';
import { Store } from '../store/store.service.js';
import { AccountAgreement } from './account-agreement.service.js';
import type { Actor } from './actor.js';
import { type Creation, CreationMemory } from './creation-memory.service.js';

/** What an act did, for the audit log. Neither view has a secret in it. */
export interface Act {
  /** e.g. `key.create` */
  readonly action: string;
  readonly objectType: 'organisation' | 'team' | 'key' | 'limits' | 'catalogue';
  readonly objectId: string;
  readonly team: string | null;
  readonly before?: object;
  readonly after?: object;
}

export interface Done<Result> {
  readonly result: Result;
  readonly act: Act;
}

export type Work<Result> = (db: Kysely<Database>, version: number) => Promise<Done<Result>>;

/** The one way to change an account: with a number of its own, its entry in the audit log, and one change at a time. */
@Injectable()
export class AccountWrites {
  constructor(
    private readonly store: Store,
    private readonly agreement: AccountAgreement,
    private readonly memory: CreationMemory,
  ) {}

  /**
   * Everything of it or nothing. When it resolves, this replica goes by the change.
   * @throws GatewayError of the work, or store_unavailable.
   */
  async change<Result extends object>(
    actor: Actor,
    work: Work<Result>,
    creation?: Creation,
  ): Promise<Result> {
    const result = await this.store.run((db) =>
      db.transaction().execute(async (transaction) => {
        // The row stays locked to the end: changes come one after the other, in the order of their numbers.
        const { version } = await transaction
          .updateTable('accountVersion')
          .set((row) => ({ version: row('version', '+', 1) }))
          .returning('version')
          .executeTakeFirstOrThrow();
        const remembered = await this.memory.recall<Result>(transaction, actor, creation);
        if (remembered !== undefined) return remembered;
        const done = await work(transaction, version);
        await record(transaction, version, { actor, act: done.act });
        await this.memory.keep(transaction, actor, { creation, answer: done.result });
        return done.result;
      }),
    );
    // The change is made. Should the store fail just now, the next poll finds it.
    await this.agreement.refresh().catch(() => undefined);
    return result;
  }
}

async function record(
  db: Kysely<Database>,
  version: number,
  { actor: { principal, requestId, address }, act }: { readonly actor: Actor; readonly act: Act },
): Promise<void> {
  const { action, objectType, objectId, team, before, after } = act;
  await db
    .insertInto('auditLog')
    .values({
      version,
      id: `audit_${randomBytes(12).toString('hex')}`,
      at: Date.now(),
      actorKey: principal.key,
      actorTeam: principal.team,
      actorRole: principal.role,
      action,
      objectType,
      objectId,
      team,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
      address: address ?? null,
      requestId,
    })
    .execute();
}
