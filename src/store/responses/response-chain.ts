import type { Kysely } from 'kysely';
import type { Database } from '../database.js';

/** More would be a loop of a client. */
export const MAX_DEPTH = 500;

/** A response and those before it, as the table `chain` of the query that follows. */
export function withChain(db: Kysely<Database>, id: string, team: string) {
  return db.withRecursive('chain(id, previousId, depth)', (query) =>
    query
      .selectFrom('responses')
      .select(['id', 'previousId', 'depth'])
      .where('id', '=', id)
      .where('team', '=', team)
      .unionAll(
        query
          .selectFrom('responses')
          .innerJoin('chain', 'chain.previousId', 'responses.id')
          .select(['responses.id', 'responses.previousId', 'responses.depth'])
          .where('responses.team', '=', team),
      ),
  );
}
