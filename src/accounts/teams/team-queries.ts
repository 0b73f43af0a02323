import type { Kysely } from 'kysely';
import type { Principal } from '../../contracts/principal.js';
import type { Database } from '../../store/database.js';
import { unknownAccount } from '../require-version.js';
import { type Organisation, type Team, toOrganisation, toTeam } from './team.js';

/** @throws GatewayError not_found, also for a manager of another team. */
export async function requireTeam(
  db: Kysely<Database>,
  id: string,
  { role, team }: Principal,
): Promise<Team> {
  const isVisible = role === 'administrator' || id === team;
  const row = isVisible
    ? await db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined;
  if (row === undefined) throw unknownAccount('team', id);
  return toTeam(row);
}

/** @throws GatewayError not_found. */
export async function requireOrganisation(db: Kysely<Database>, id: string): Promise<Organisation> {
  const row = await db.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw unknownAccount('organisation', id);
  return toOrganisation(row);
}
