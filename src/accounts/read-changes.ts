import type { Store } from '../store/store.service.js';

/** What changed since a version. */
export interface AccountChanges {
  /** The number of the latest change. */
  readonly version: number;
  /** Keys by id; undefined where so much changed that all may have. */
  readonly keys: ReadonlyMap<string, { readonly isUsable: boolean }> | undefined;
  readonly teams: ReadonlySet<string> | undefined;
}

/** More are not read one by one. */
const MOST = 1_000;

export async function readVersion(store: Store): Promise<number> {
  const row = await store.run((db) =>
    db.selectFrom('accountVersion').select('version').executeTakeFirstOrThrow(),
  );
  return row.version;
}

/** undefined where nothing changed. @throws GatewayError store_unavailable. */
export async function readChanges(store: Store, since: number): Promise<AccountChanges | undefined> {
  const version = await readVersion(store);
  if (version === since) return undefined;
  // A store that was set back to an older backup: nothing that is held can be relied on.
  if (version < since) return { version, keys: undefined, teams: undefined };
  const keys = await store.run((db) =>
    db
      .selectFrom('accessKeys')
      .select(['id', 'disabled', 'revokedAt'])
      .where('version', '>', since)
      .limit(MOST + 1)
      .execute(),
  );
  const teams = await store.run((db) =>
    db
      .selectFrom('teams')
      .select('id')
      .where('version', '>', since)
      .limit(MOST + 1)
      .execute(),
  );
  if (keys.length > MOST || teams.length > MOST) return { version, keys: undefined, teams: undefined };
  return {
    version,
    keys: new Map(
      keys.map(({ id, disabled, revokedAt }) => [id, { isUsable: disabled === 0 && revokedAt === null }]),
    ),
    teams: new Set(teams.map(({ id }) => id)),
  };
}
