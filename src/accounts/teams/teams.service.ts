import { Injectable } from '@nestjs/common';
import type { Principal } from '../../contracts/principal.js';
import { Store } from '../../store/store.service.js';
import { writeColumn } from '../account-columns.js';
import { type AccountPage, type AccountPageQuery, toPage } from '../account-page.js';
import { AccountWrites } from '../account-writes.service.js';
import type { Actor } from '../actor.js';
import { createAccountId } from '../create-account-id.js';
import type { Creation } from '../creation-memory.service.js';
import { requireVersion } from '../require-version.js';
import { requireOrganisation, requireTeam } from './team-queries.js';
import { type Team, toTeam } from './team.js';

export type TeamFields = Pick<Team, 'name' | 'labels' | 'limits' | 'organisation'>;

/** Teams, as those who administer may see and change them. Every method throws GatewayError. */
@Injectable()
export class Teams {
  constructor(
    private readonly store: Store,
    private readonly writes: AccountWrites,
  ) {}

  /** The newest first; a manager has its own alone. */
  async list({ role, team }: Principal, { limit, after }: AccountPageQuery): Promise<AccountPage<Team>> {
    const rows = await this.store.run((db) => {
      let teams = db.selectFrom('teams').selectAll();
      if (role !== 'administrator') teams = teams.where('id', '=', team);
      if (after !== undefined) {
        const { createdAt, id } = after;
        teams = teams.where((where) =>
          where(where.refTuple('createdAt', 'id'), '<', where.tuple(createdAt, id)),
        );
      }
      return teams
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return toPage(rows.map(toTeam), limit);
  }

  retrieve(principal: Principal, id: string): Promise<Team> {
    return this.store.run((db) => requireTeam(db, id, principal));
  }

  create(actor: Actor, fields: TeamFields, creation?: Creation): Promise<Team> {
    return this.writes.change(
      actor,
      async (db, version) => {
        const { name, organisation, labels, limits } = fields;
        await requireOrganisation(db, organisation);
        const id = createAccountId('team');
        const columns = { labels: writeColumn(labels), limits: writeColumn(limits) };
        const fixed = { id, name, organisation, createdAt: Date.now(), version };
        await db
          .insertInto('teams')
          .values({ ...fixed, ...columns })
          .execute();
        const result = await requireTeam(db, id, actor.principal);
        return {
          result,
          act: { action: 'team.create', objectType: 'team', objectId: id, team: id, after: result },
        };
      },
      creation,
    );
  }

  update(
    actor: Actor,
    { id, expected }: { readonly id: string; readonly expected: number | undefined },
    changes: Partial<Omit<TeamFields, 'organisation'>>,
  ): Promise<Team> {
    return this.writes.change(actor, async (db, version) => {
      const before = await requireTeam(db, id, actor.principal);
      requireVersion(before, expected);
      const { name, labels, limits } = { ...before, ...changes };
      const columns = { name, labels: writeColumn(labels), limits: writeColumn(limits), version };
      await db.updateTable('teams').set(columns).where('id', '=', id).execute();
      const after = await requireTeam(db, id, actor.principal);
      return {
        result: after,
        act: { action: 'team.update', objectType: 'team', objectId: id, team: id, before, after },
      };
    });
  }
}
