import type { Kysely } from 'kysely';
import type { Principal } from '../../contracts/principal.js';
import type { Database } from '../../store/database.js';
import type { AccountPageQuery } from '../account-page.js';
import { unknownAccount } from '../require-version.js';
import { type AccessKey, toAccessKey } from './access-key.js';

function selectKeys(db: Kysely<Database>) {
  return db
    .selectFrom('accessKeys')
    .innerJoin('teams', 'teams.id', 'accessKeys.team')
    .selectAll('accessKeys')
    .select('teams.organisation');
}

/** @throws GatewayError not_found, also for a key of another team than a manager's own. */
export async function requireKey(
  db: Kysely<Database>,
  id: string,
  { role, team }: Principal,
): Promise<AccessKey> {
  const row = await selectKeys(db).where('accessKeys.id', '=', id).executeTakeFirst();
  if (row === undefined || (role !== 'administrator' && row.team !== team)) throw unknownAccount('key', id);
  const hints = await readHints(db, [id]);
  return toAccessKey(row, hints.get(id) ?? []);
}

/** The newest first, one more than the page has. */
export async function listKeys(
  db: Kysely<Database>,
  team: string | undefined,
  { limit, after }: AccountPageQuery,
): Promise<readonly AccessKey[]> {
  let keys = selectKeys(db);
  if (team !== undefined) keys = keys.where('accessKeys.team', '=', team);
  if (after !== undefined) {
    const { createdAt, id } = after;
    keys = keys.where((where) =>
      where(where.refTuple('accessKeys.createdAt', 'accessKeys.id'), '<', where.tuple(createdAt, id)),
    );
  }
  const rows = await keys
    .orderBy('accessKeys.createdAt', 'desc')
    .orderBy('accessKeys.id', 'desc')
    .limit(limit + 1)
    .execute();
  const hints = await readHints(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toAccessKey(row, hints.get(row.id) ?? []));
}

/** Of the secrets that still work. */
async function readHints(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const hints = new Map<string, string[]>();
  if (ids.length === 0) return hints;
  const rows = await db
    .selectFrom('keySecrets')
    .select(['keyId', 'hint'])
    .where('keyId', 'in', ids)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', Date.now())]))
    .orderBy('createdAt')
    .execute();
  for (const { keyId, hint } of rows) hints.set(keyId, [...(hints.get(keyId) ?? []), hint]);
  return hints;
}
