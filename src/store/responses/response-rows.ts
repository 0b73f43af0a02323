import type { Kysely } from 'kysely';
import type { ResponseObject, ResponseStatus } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { parseItem } from './item-rows.js';

/** What clients read of a response whose process ended before it did. */
const INTERRUPTED = {
  status: 'failed',
  error: {
    code: 'server_error',
    message: 'The gateway was interrupted before the response ended; send the request again.',
    type: 'server_error',
    param: null,
  },
} as const;

/** A team's response as it was settled; one whose process is gone has failed. undefined where there is none. */
export async function readResponse(
  db: Kysely<Database>,
  id: string,
  team: string,
): Promise<ResponseObject | undefined> {
  const row = await db
    .selectFrom('responses')
    .select(['status', 'snapshot', 'leaseUntil'])
    .where('id', '=', id)
    .where('team', '=', team)
    .where('expiresAt', '>', Date.now())
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const snapshot = JSON.parse(row.snapshot) as ResponseObject;
  // Of a background response the row knows whether it has begun.
  if (snapshot.status === 'queued') {
    return { ...snapshot, status: row.status as ResponseStatus, output: [] };
  }
  if (snapshot.status === 'in_progress') {
    const isAlive = row.status === 'in_progress' && (row.leaseUntil ?? 0) > Date.now();
    return { ...snapshot, output: [], ...(isAlive ? {} : INTERRUPTED) };
  }
  const output = await db
    .selectFrom('responseItems')
    .select('json')
    .where('responseId', '=', id)
    .where('direction', '=', 'output')
    .orderBy('position')
    .execute();
  return { ...snapshot, output: output.map(parseItem) };
}
