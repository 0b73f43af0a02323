import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { Database } from '../../store/database.js';
import { Store } from '../../store/store.service.js';
import { type AccountPage, type AccountPageQuery, toPage } from '../account-page.js';
import { AccountWrites } from '../account-writes.service.js';
import type { Actor } from '../actor.js';
import { createAccountId } from '../create-account-id.js';
import type { Creation } from '../creation-memory.service.js';
import { requireRank, requireWithin } from '../limits-of-rights.js';
import { requireVersion } from '../require-version.js';
import { requireTeam } from '../teams/team-queries.js';
import { type AccessKey, type KeyFields, type KeyWithSecret, toKeyColumns } from './access-key.js';
import { listKeys, requireKey } from './key-queries.js';
import { KeySecrets } from './key-secrets.service.js';

export interface KeyChanges extends Partial<KeyFields> {
  readonly disabled?: boolean;
}

/** What is decided about one key. */
export interface KeyDecision {
  readonly id: string;
  /** The version that the caller has seen. */
  readonly expected: number | undefined;
}

/** What takes nothing from nobody, or only takes. */
const HARMLESS = new Set(['name', 'labels']);

/** Keys, as those who administer may see and change them. Every method throws GatewayError. */
@Injectable()
export class Keys {
  constructor(
    private readonly store: Store,
    private readonly writes: AccountWrites,
    private readonly secrets: KeySecrets,
  ) {}

  async list(
    principal: Principal,
    page: AccountPageQuery,
    team: string | undefined,
  ): Promise<AccountPage<AccessKey>> {
    const rows = await this.store.run(async (db) => {
      if (team !== undefined) await requireTeam(db, team, principal);
      const visible = principal.role === 'administrator' ? team : principal.team;
      return listKeys(db, visible, page);
    });
    return toPage(rows, page.limit);
  }

  retrieve(principal: Principal, id: string): Promise<AccessKey> {
    return this.store.run((db) => requireKey(db, id, principal));
  }

  create(
    actor: Actor,
    { team, ...fields }: KeyFields & { readonly team: string },
    creation?: Creation,
  ): Promise<KeyWithSecret> {
    const { principal } = actor;
    return this.writes.change(
      actor,
      async (db, version) => {
        await requireTeam(db, team, principal);
        requireWithin(principal, fields);
        const id = createAccountId('key');
        const fixed = { id, team, createdAt: Date.now(), createdBy: principal.key, version };
        await db
          .insertInto('accessKeys')
          .values({ ...fixed, ...toKeyColumns(fields), disabled: 0, revokedAt: null })
          .execute();
        const secret = await this.secrets.replace(db, id, 0);
        const key = await requireKey(db, id, principal);
        const act = { action: 'key.create', objectType: 'key', objectId: id, team, after: key } as const;
        return { result: { key, secret }, act };
      },
      creation,
    );
  }

  update(actor: Actor, decision: KeyDecision, changes: KeyChanges): Promise<AccessKey> {
    return this.decide(actor, decision, async (db, before, version) => {
      const fields = { ...before, ...changes };
      const disabled = changes.disabled ?? before.disabled;
      requireUnrevoked(before);
      if (!isHarmless(changes)) requireWithin(actor.principal, fields);
      await db
        .updateTable('accessKeys')
        .set({ ...toKeyColumns(fields), disabled: Number(disabled), version })
        .where('id', '=', before.id)
        .execute();
      const after = await requireKey(db, before.id, actor.principal);
      return { action: 'key.update', after, result: after };
    });
  }

  /** A new secret; the old one works for `overlapMs` more. */
  rotate(actor: Actor, decision: KeyDecision, overlapMs: number): Promise<KeyWithSecret> {
    return this.decide(actor, decision, async (db, before, version) => {
      requireUnrevoked(before);
      // Whoever gets the secret may do all that the key may.
      requireWithin(actor.principal, before);
      const secret = await this.secrets.replace(db, before.id, Date.now() + overlapMs);
      await db.updateTable('accessKeys').set({ version }).where('id', '=', before.id).execute();
      const after = await requireKey(db, before.id, actor.principal);
      return { action: 'key.rotate', after, result: { key: after, secret } };
    });
  }

  /** For good; the row stays for those who look into it later. */
  async revoke(actor: Actor, decision: KeyDecision): Promise<void> {
    await this.decide(actor, decision, async (db, before, version) => {
      const revokedAt = before.revokedAt ?? Date.now();
      await db.updateTable('accessKeys').set({ revokedAt, version }).where('id', '=', before.id).execute();
      const after = await requireKey(db, before.id, actor.principal);
      return { action: 'key.revoke', after, result: after };
    });
  }

  private decide<Result extends object>(
    actor: Actor,
    { id, expected }: KeyDecision,
    work: (
      db: Kysely<Database>,
      before: AccessKey,
      version: number,
    ) => Promise<{ readonly action: string; readonly after: AccessKey; readonly result: Result }>,
  ): Promise<Result> {
    return this.writes.change(actor, async (db, version) => {
      const before = await requireKey(db, id, actor.principal);
      requireVersion(before, expected);
      requireRank(actor.principal, before.role);
      const { action, after, result } = await work(db, before, version);
      return { result, act: { action, objectType: 'key', objectId: id, team: before.team, before, after } };
    });
  }
}

function isHarmless(changes: KeyChanges): boolean {
  return Object.entries(changes).every(
    ([name, value]) => HARMLESS.has(name) || (name === 'disabled' && value === true),
  );
}

function requireUnrevoked({ revokedAt }: AccessKey): void {
  if (revokedAt === undefined) return;
  throw new GatewayError('conflict', 'This key was revoked, which is for good; make another.');
}
