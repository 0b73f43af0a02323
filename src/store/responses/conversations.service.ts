import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { Settings } from '../../config/settings.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { ResponsesItem } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { Store } from '../store.service.js';
import { appendItems, unknownConversation } from './conversation-lock.js';
import { type ItemPage, type ItemQuery, toPage, unknownCursor } from './item-page.js';
import { parseItem, sizeOf, toItemRows } from './item-rows.js';
import { readExpiry } from './read-expiry.js';
import { createStoredId } from './store-item.js';

export type Metadata = Readonly<Record<string, string>>;

export interface StoredConversation {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly metadata: Metadata;
}

/** Conversations and their items. Every method throws GatewayError not_found or store_unavailable. */
@Injectable()
export class Conversations {
  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
  ) {}

  async create(
    metadata: Metadata,
    items: readonly ResponsesItem[],
    { team, key }: Principal,
  ): Promise<StoredConversation> {
    const id = createStoredId('conv');
    const createdAt = Date.now();
    const expiresAt = readExpiry(this.settings);
    const lists = { metadata: JSON.stringify(metadata), nextPosition: 0, size: 0 };
    await this.store.run((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('conversations')
          .values({ id, team, keyId: key, createdAt, expiresAt, ...lists, lockedBy: null, lockedUntil: null })
          .execute();
        await appendItems(transaction, { id, team }, { rows: toItemRows(items, team), expiresAt });
      }),
    );
    return { id, createdAt, metadata };
  }

  async require(id: string, { team }: Principal): Promise<StoredConversation> {
    const row = await this.store.run((db) => readConversation(db, id, team));
    if (row === undefined) throw unknownConversation(id);
    return { id, createdAt: row.createdAt, metadata: JSON.parse(row.metadata) as Metadata };
  }

  async update(id: string, metadata: Metadata, principal: Principal): Promise<StoredConversation> {
    const conversation = await this.require(id, principal);
    const changes = { metadata: JSON.stringify(metadata), expiresAt: readExpiry(this.settings) };
    await this.store.run((db) => db.updateTable('conversations').set(changes).where('id', '=', id).execute());
    return { ...conversation, metadata };
  }

  /** Responses that were made in it stay. */
  async delete(id: string, { team }: Principal): Promise<void> {
    const { numDeletedRows } = await this.store.run((db) =>
      db.deleteFrom('conversations').where('id', '=', id).where('team', '=', team).executeTakeFirst(),
    );
    if (numDeletedRows === 0n) throw unknownConversation(id);
  }

  /** The items as they are kept. @throws GatewayError conflict while a response is at work on the conversation. */
  async append(
    id: string,
    items: readonly ResponsesItem[],
    { team }: Principal,
  ): Promise<readonly ResponsesItem[]> {
    const rows = toItemRows(items, team);
    const appended = { rows, expiresAt: readExpiry(this.settings) };
    await this.store.run((db) =>
      db.transaction().execute((transaction) => appendItems(transaction, { id, team }, appended)),
    );
    return rows.map(parseItem);
  }

  async list(id: string, query: ItemQuery, principal: Principal): Promise<ItemPage> {
    await this.require(id, principal);
    const { after, order, limit } = query;
    const rows = await this.store.run(async (db) => {
      const all = db.selectFrom('conversationItems').select('json').where('conversationId', '=', id);
      const rest =
        after === undefined
          ? all
          : all.where('position', order === 'asc' ? '>' : '<', await findPosition(db, id, after));
      return rest
        .orderBy('position', order)
        .limit(limit + 1)
        .execute();
    });
    return toPage(rows, query);
  }

  async requireItem(id: string, itemId: string, principal: Principal): Promise<ResponsesItem> {
    await this.require(id, principal);
    const row = await this.store.run((db) =>
      db
        .selectFrom('conversationItems')
        .select('json')
        .where('conversationId', '=', id)
        .where('id', '=', itemId)
        .orderBy('position', 'desc')
        .executeTakeFirst(),
    );
    return row === undefined ? refuseItem(id, itemId) : parseItem(row);
  }

  async deleteItem(id: string, itemId: string, principal: Principal): Promise<StoredConversation> {
    const conversation = await this.require(id, principal);
    const isDeleted = await this.store.run((db) =>
      db.transaction().execute((transaction) => deleteRows(transaction, id, itemId)),
    );
    return isDeleted ? conversation : refuseItem(id, itemId);
  }
}

async function deleteRows(db: Kysely<Database>, conversationId: string, itemId: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('conversationItems')
    .where('conversationId', '=', conversationId)
    .where('id', '=', itemId)
    .returning(['id', 'team', 'json'])
    .execute();
  await db
    .updateTable('conversations')
    .set((value) => ({ size: value('size', '-', sizeOf(rows)) }))
    .where('id', '=', conversationId)
    .execute();
  return rows.length > 0;
}

function readConversation(db: Kysely<Database>, id: string, team: string) {
  return db
    .selectFrom('conversations')
    .select(['createdAt', 'metadata'])
    .where('id', '=', id)
    .where('team', '=', team)
    .where('expiresAt', '>', Date.now())
    .executeTakeFirst();
}

async function findPosition(db: Kysely<Database>, conversationId: string, after: string): Promise<number> {
  const row = await db
    .selectFrom('conversationItems')
    .select('position')
    .where('conversationId', '=', conversationId)
    .where('id', '=', after)
    .orderBy('position', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw unknownCursor(after);
  return row.position;
}

function refuseItem(id: string, itemId: string): never {
  throw new GatewayError('not_found', `There is no item ${itemId} in the conversation ${id}.`);
}
