import { isDeepStrictEqual } from 'node:util';
import type { CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { Database } from './database.js';

export interface HotQuery {
  /** Of all queries with this name the text is the same. */
  readonly shape: string;
  /** In the order of the text. */
  readonly parameters: readonly unknown[];
  readonly build: () => { compile(): CompiledQuery };
}

/** By dialect, since each has a text of its own. */
const builtQueries = new WeakMap<object, Map<string, CompiledQuery>>();

/**
 * Runs a query whose text is made only once: on the way of every response, making it costs more than running it.
 * @throws Error the first time, where the parameters are not those of the query.
 */
export function runHot(
  db: Kysely<Database>,
  { shape, parameters, build }: HotQuery,
): Promise<QueryResult<unknown>> {
  const { adapter } = db.getExecutor();
  const known = builtQueries.get(adapter) ?? new Map<string, CompiledQuery>();
  const query = known.get(shape) ?? build().compile();
  if (!known.has(shape)) {
    if (!isDeepStrictEqual(query.parameters, parameters)) throw new Error(`other parameters: ${shape}`);
    builtQueries.set(adapter, known.set(shape, query));
  }
  return db.executeQuery({ ...query, parameters });
}
