import { Injectable } from '@nestjs/common';
import type { TeamDirectory, TeamFacts } from '../../contracts/team-directory.js';
import { Store } from '../../store/store.service.js';
import { parseLimits } from '../account-columns.js';
import { AccountAgreement } from '../account-agreement.service.js';

import { RecentEntries } from '../recent-entries.js';

const ENTRIES = 2_000;

/** The teams in the store, remembered. */
@Injectable()
export class StoredTeamDirectory implements TeamDirectory {
  private readonly known = new RecentEntries<TeamFacts>(ENTRIES);

  constructor(
    private readonly store: Store,
    private readonly agreement: AccountAgreement,
  ) {
    agreement.changes.subscribe(({ teams }) => {
      if (teams === undefined) this.known.clear();
      else this.known.deleteWhere(({ id }) => teams.has(id));
    });
  }

  find(id: string): TeamFacts | undefined | Promise<TeamFacts | undefined> {
    const known = this.agreement.isCurrent ? this.known.get(id) : undefined;
    return known ?? this.read(id);
  }

  private async read(id: string): Promise<TeamFacts | undefined> {
    const { version } = this.agreement;
    const row = await this.store.run((db) =>
      db.selectFrom('teams').select(['id', 'organisation', 'limits']).where('id', '=', id).executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const { organisation, limits } = row;
    const facts: TeamFacts = { id, organisation, limits: parseLimits(limits) };
    if (version === this.agreement.version) this.known.set(id, facts);
    return facts;
  }
}
