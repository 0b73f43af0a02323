import type { Kysely } from 'kysely';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Database } from '../database.js';
import { inChunks, type ItemRow, sizeOf } from './item-rows.js';
import { LEASE_MS } from './lease.js';

export interface ConversationKey {
  readonly id: string;
  readonly team: string;
}

export interface Turn {
  readonly responseId: string;
  /** How far the conversation had come when the response read it; undefined where it did not. */
  readonly position: number | undefined;
}

/**
 * Gives the turn at a conversation to a response.
 * @throws GatewayError conflict where it is another's turn or items came since the position, or not_found.
 */
export async function lockConversation(
  db: Kysely<Database>,
  { id, team }: ConversationKey,
  { responseId, position }: Turn,
): Promise<void> {
  const now = Date.now();
  const free = db
    .updateTable('conversations')
    .set({ lockedBy: responseId, lockedUntil: now + LEASE_MS })
    .where('id', '=', id)
    .where('team', '=', team)
    .where((where) => where.or([where('lockedBy', 'is', null), where('lockedUntil', '<', now)]));
  const unchanged = position === undefined ? free : free.where('nextPosition', '=', position);
  const locked = await unchanged.executeTakeFirst();
  if (locked.numUpdatedRows === 0n) await refuse(db, { id, team });
}

/** Ends the turn of a response, if it still has it. */
export async function unlockConversation(
  db: Kysely<Database>,
  id: string,
  responseId: string,
): Promise<void> {
  await db
    .updateTable('conversations')
    .set({ lockedBy: null, lockedUntil: null })
    .where('id', '=', id)
    .where('lockedBy', '=', responseId)
    .execute();
}

export interface Appended {
  readonly rows: readonly ItemRow[];
  readonly expiresAt: number;
  /** The response whose turn it is, which ends with this; undefined for a client that appends by itself. */
  readonly responseId?: string;
}

/**
 * Appends items; the row of the conversation is locked until the transaction ends, so that positions are given once.
 * @throws GatewayError conflict where it is another's turn, or not_found.
 */
export async function appendItems(
  db: Kysely<Database>,
  { id, team }: ConversationKey,
  { rows, expiresAt, responseId }: Appended,
): Promise<void> {
  const update = db
    .updateTable('conversations')
    .set((value) => ({
      nextPosition: value('nextPosition', '+', rows.length),
      size: value('size', '+', sizeOf(rows)),
      lockedBy: null,
      lockedUntil: null,
      expiresAt,
    }))
    .where('id', '=', id)
    .where('team', '=', team);
  const row = await update
    .where((where) =>
      responseId === undefined
        ? where.or([where('lockedBy', 'is', null), where('lockedUntil', '<', Date.now())])
        : where('lockedBy', '=', responseId),
    )
    .returning('nextPosition')
    .executeTakeFirst();
  const end = row?.nextPosition ?? (await refuse(db, { id, team }));
  const values = rows.map((item, index) => ({
    ...item,
    conversationId: id,
    position: end - rows.length + index,
  }));
  for (const chunk of inChunks(values)) {
    await db
      .insertInto('conversationItems')
      .values([...chunk])
      .execute();
  }
}

export function busy(id: string): GatewayError {
  return new GatewayError(
    'conflict',
    `Another response is at work on the conversation ${id}, or was until just now; try again when it has ended.`,
    { param: 'conversation' },
  );
}

export function unknownConversation(id: string): GatewayError {
  return new GatewayError('not_found', `There is no conversation ${id}.`, { param: 'conversation' });
}

async function refuse(db: Kysely<Database>, { id, team }: ConversationKey): Promise<never> {
  const row = await db
    .selectFrom('conversations')
    .select('id')
    .where('id', '=', id)
    .where('team', '=', team)
    .executeTakeFirst();
  throw row === undefined ? unknownConversation(id) : busy(id);
}
