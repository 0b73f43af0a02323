import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { Settings } from '../../config/settings.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { ConversationHistory, ResponseHistory } from '../../contracts/response-history.js';
import type { ResponsesItem } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import type { ResponsesTable } from '../response-tables.js';
import { Store } from '../store.service.js';
import { busy } from './conversation-lock.js';
import { inChunks, parseItem } from './item-rows.js';
import { MAX_DEPTH, withChain } from './response-chain.js';

const PARAM = 'previous_response_id';

/** What was said before, from the tables of responses and conversations. */
@Injectable()
export class StoredHistory implements ResponseHistory {
  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
  ) {}

  async ofResponse(id: string, { team }: Principal): Promise<readonly ResponsesItem[]> {
    this.requireStoring(PARAM);
    const { head, length } = await this.store.run((db) => readHead(db, id, team));
    this.requireContinuable(id, head, length);
    const rows = await this.store.run((db) =>
      withChain(db, id, team)
        .selectFrom('chain')
        .innerJoin('responseItems', 'responseItems.responseId', 'chain.id')
        .select('responseItems.json')
        .orderBy('chain.depth')
        .orderBy('responseItems.position')
        .execute(),
    );
    return rows.map(parseItem);
  }

  async ofConversation(id: string, { team }: Principal): Promise<ConversationHistory> {
    this.requireStoring('conversation');
    const conversation = await this.store.run((db) =>
      db
        .selectFrom('conversations')
        .select(['size', 'nextPosition', 'lockedBy', 'lockedUntil'])
        .where('id', '=', id)
        .where('team', '=', team)
        .where('expiresAt', '>', Date.now())
        .executeTakeFirst(),
    );
    if (conversation === undefined) {
      throw new GatewayError('not_found', `There is no conversation ${id}.`, { param: 'conversation' });
    }
    if (conversation.lockedBy !== null && (conversation.lockedUntil ?? 0) > Date.now()) {
      // Whoever reads now would answer without what that response adds.
      throw busy(id);
    }
    this.requireSize(conversation.size, 'conversation');
    const rows = await this.store.run((db) =>
      db
        .selectFrom('conversationItems')
        .select('json')
        .where('conversationId', '=', id)
        .orderBy('position')
        .execute(),
    );
    // Read before the items: what is appended between makes the reader wait for its turn again, not answer without it.
    return { items: rows.map(parseItem), position: conversation.nextPosition };
  }

  async findItems(ids: readonly string[], { team }: Principal): Promise<ReadonlyMap<string, ResponsesItem>> {
    if (!this.settings.responsesStore) return new Map();
    const found = new Map<string, ResponsesItem>();
    for (const chunk of inChunks([...new Set(ids)])) {
      const rows = await this.store.run((db) => findRows(db, chunk, team));
      for (const row of rows) found.set(row.id, parseItem(row));
    }
    return found;
  }

  private requireStoring(param: string): void {
    if (this.settings.responsesStore) return;
    throw new GatewayError(
      'invalid_request',
      `${param} cannot be used: this gateway stores no responses. Send the whole input instead.`,
      { param },
    );
  }

  private requireContinuable(id: string, head: Head | undefined, length: number): void {
    if (head === undefined) {
      refuse(`There is no response ${id}. It may have been deleted, or kept for its time.`);
    }
    if (head.status !== 'completed' && head.status !== 'incomplete') {
      refuse(`The response ${id} is ${head.status.replace('_', ' ')}, so it cannot be continued.`);
    }
    if (length < head.depth) {
      refuse(`A response before ${id} was deleted or has expired. Send the whole input instead.`);
    }
    if (head.depth >= MAX_DEPTH) {
      throw new GatewayError(
        'invalid_request',
        `The chain that ends with ${id} has ${head.depth} responses, which is the most. Send the input anew.`,
        { param: PARAM },
      );
    }
    this.requireSize(head.chainSize, PARAM);
  }

  private requireSize(size: number, param: string): void {
    if (size <= this.settings.maxBodyBytes) return;
    throw new GatewayError(
      'invalid_request',
      `What ${param} stands for has ${size} characters; at most ${this.settings.maxBodyBytes} are taken. Shorten it.`,
      { param },
    );
  }
}

type Head = Pick<ResponsesTable, 'status' | 'depth' | 'chainSize'>;

async function readHead(
  db: Kysely<Database>,
  id: string,
  team: string,
): Promise<{ readonly head: Head | undefined; readonly length: number }> {
  const head = await db
    .selectFrom('responses')
    .select(['status', 'depth', 'chainSize'])
    .where('id', '=', id)
    .where('team', '=', team)
    .where('expiresAt', '>', Date.now())
    .executeTakeFirst();
  if (head === undefined || head.depth === 1) return { head, length: 1 };
  const { length } = await withChain(db, id, team)
    .selectFrom('chain')
    .select(({ fn }) => fn.countAll<number>().as('length'))
    .executeTakeFirstOrThrow();
  return { head, length };
}

/** Output is unique by its id. What clients sent may be there several times, as it was sent. */
async function findRows(db: Kysely<Database>, ids: readonly string[], team: string) {
  const ofResponses = db.selectFrom('responseItems').where('id', 'in', ids).where('team', '=', team);
  const output = await ofResponses.select(['id', 'json']).where('direction', '=', 'output').execute();
  const found = new Set(output.map(({ id }) => id));
  const rest = ids.filter((id) => !found.has(id));
  if (rest.length === 0) return output;
  const newest = db
    .selectFrom('responseItems')
    .where('id', 'in', rest)
    .where('team', '=', team)
    .select(({ fn }) => ['id', fn.max('json').as('json')])
    .groupBy('id');
  const ofConversations = db
    .selectFrom('conversationItems')
    .where('id', 'in', rest)
    .where('team', '=', team)
    .select(({ fn }) => ['id', fn.max('json').as('json')])
    .groupBy('id');
  return [...output, ...(await ofConversations.execute()), ...(await newest.execute())];
}

function refuse(message: string): never {
  throw new GatewayError('previous_response_not_found', message, { param: PARAM });
}
