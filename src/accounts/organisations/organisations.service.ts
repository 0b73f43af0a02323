import { Injectable } from '@nestjs/common';
import { Store } from '../../store/store.service.js';
import { writeColumn } from '../account-columns.js';
import { type AccountPage, type AccountPageQuery, toPage } from '../account-page.js';
import { AccountWrites } from '../account-writes.service.js';
import type { Actor } from '../actor.js';
import { createAccountId } from '../create-account-id.js';
import type { Creation } from '../creation-memory.service.js';
import { requireVersion } from '../require-version.js';
import { requireOrganisation } from '../teams/team-queries.js';
import { type Organisation, toOrganisation } from '../teams/team.js';

export type OrganisationFields = Pick<Organisation, 'name' | 'labels'>;

/** Organisations, for administrators. Every method throws GatewayError. */
@Injectable()
export class Organisations {
  constructor(
    private readonly store: Store,
    private readonly writes: AccountWrites,
  ) {}

  /** The newest first. */
  async list({ limit, after }: AccountPageQuery): Promise<AccountPage<Organisation>> {
    const rows = await this.store.run((db) => {
      let organisations = db.selectFrom('organisations').selectAll();
      if (after !== undefined) {
        const { createdAt, id } = after;
        organisations = organisations.where((where) =>
          where(where.refTuple('createdAt', 'id'), '<', where.tuple(createdAt, id)),
        );
      }
      return organisations
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return toPage(rows.map(toOrganisation), limit);
  }

  retrieve(id: string): Promise<Organisation> {
    return this.store.run((db) => requireOrganisation(db, id));
  }

  create(actor: Actor, { name, labels }: OrganisationFields, creation?: Creation): Promise<Organisation> {
    return this.writes.change(
      actor,
      async (db, version) => {
        const id = createAccountId('org');
        const row = { id, name, labels: writeColumn(labels), createdAt: Date.now(), version };
        await db.insertInto('organisations').values(row).execute();
        const result = toOrganisation(row);
        return {
          result,
          act: {
            action: 'organisation.create',
            objectType: 'organisation',
            objectId: id,
            team: null,
            after: result,
          },
        };
      },
      creation,
    );
  }

  update(
    actor: Actor,
    { id, expected }: { readonly id: string; readonly expected: number | undefined },
    changes: Partial<OrganisationFields>,
  ): Promise<Organisation> {
    return this.writes.change(actor, async (db, version) => {
      const before = await requireOrganisation(db, id);
      requireVersion(before, expected);
      const { name, labels } = { ...before, ...changes };
      await db
        .updateTable('organisations')
        .set({ name, labels: writeColumn(labels), version })
        .where('id', '=', id)
        .execute();
      const after = await requireOrganisation(db, id);
      const about = { objectType: 'organisation', objectId: id, team: null } as const;
      return { result: after, act: { action: 'organisation.update', ...about, before, after } };
    });
  }
}
