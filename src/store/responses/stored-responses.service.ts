import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { Settings } from '../../config/settings.js';
import type { Principal } from '../../contracts/principal.js';
import type { PendingResponse, ResponseRecord, ResponseStore } from '../../contracts/response-store.js';
import type { ResponseObject } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { runHot } from '../run-hot.js';
import { Store } from '../store.service.js';
import { appendItems, lockConversation, unlockConversation } from './conversation-lock.js';
import { inChunks, type ItemRow, sizeOf, toItemRows } from './item-rows.js';
import { LEASE_MS, LEASE_OWNER } from './lease.js';
import { readExpiry } from './read-expiry.js';
import { withChain } from './response-chain.js';
import { readResponse } from './response-rows.js';

const DAY_MS = 86_400_000;
/** Those that add to a conversation and can be continued. */
const ANSWERED = new Set(['completed', 'incomplete']);

/** Responses in their tables, from the request to the end. */
@Injectable()
export class StoredResponses implements ResponseStore {
  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
  ) {}

  isKeeping(): boolean {
    return this.settings.responsesStore;
  }

  async begin(record: ResponseRecord, principal: Principal): Promise<PendingResponse> {
    const { response, previousResponseId, conversationId } = record;
    const { team } = principal;
    const write = async (db: Kysely<Database>): Promise<Chain> => {
      if (conversationId !== undefined) {
        const turn = { responseId: response.id, position: record.conversationPosition };
        await lockConversation(db, { id: conversationId, team }, turn);
      }
      const chain = await continueChain(db, { id: previousResponseId, team, expiresAt: this.expiresAt() });
      const row = this.toRow(record, principal, chain);
      await runHot(db, {
        shape: 'a response',
        parameters: Object.values(row),
        build: () => db.insertInto('responses').values(row),
      });
      return chain;
    };
    const base = await this.store.run((db) =>
      conversationId === undefined ? write(db) : db.transaction().execute(write),
    );
    const settle = (ended: ResponseObject): Promise<void> =>
      this.settle({ record, team, size: base.chainSize }, ended);
    return {
      settle,
      abandon: (ended) => {
        const isUnheard = ended.status === 'failed';
        const response = ended.status === 'in_progress' ? { ...ended, status: 'cancelled' as const } : ended;
        const written = isUnheard ? this.forget(record, response.id) : settle(response);
        // Without a store its lease runs out.
        written.catch(() => undefined);
      },
    };
  }

  find(id: string, { team }: Principal): Promise<ResponseObject | undefined> {
    return this.store.run((db) => readResponse(db, id, team));
  }

  private async settle({ record, team, size }: Pending, response: ResponseObject): Promise<void> {
    const { conversationId, input } = record;
    const isAnswered = ANSWERED.has(response.status);
    const sides = { input: toItemRows(input, team), output: toItemRows(response.output, team) };
    const rows = [...sides.input, ...sides.output];
    await this.store.run((db) =>
      db.transaction().execute(async (transaction) => {
        const { output: _output, ...snapshot } = response;
        const changes = {
          ...ENDED,
          status: response.status,
          snapshot: JSON.stringify(snapshot),
          chainSize: size + sizeOf(rows),
        };
        const { numAffectedRows = 0n } = await runHot(transaction, {
          shape: 'the end of a response',
          parameters: [...Object.values(changes), response.id],
          build: () => transaction.updateTable('responses').set(changes).where('id', '=', response.id),
        });
        // What was deleted meanwhile stays deleted.
        if (numAffectedRows > 0n) await insertItems(transaction, response.id, sides);
        if (conversationId === undefined) return;
        const appended = { rows, expiresAt: this.expiresAt(), responseId: response.id };
        if (isAnswered) await appendItems(transaction, { id: conversationId, team }, appended);
        else await unlockConversation(transaction, conversationId, response.id);
      }),
    );
  }

  /** Nobody knows the id of a response that failed before anything was said. */
  private async forget({ conversationId }: ResponseRecord, id: string): Promise<void> {
    await this.store.run(async (db) => {
      await db.deleteFrom('responses').where('id', '=', id).execute();
      if (conversationId !== undefined) await unlockConversation(db, conversationId, id);
    });
  }

  private toRow({ response, ...record }: ResponseRecord, { team, key }: Principal, chain: Chain) {
    const { output: _output, ...snapshot } = response;
    return {
      id: response.id,
      team,
      keyId: key,
      status: response.status,
      model: String(response.model),
      snapshot: JSON.stringify(snapshot),
      previousId: record.previousResponseId ?? null,
      conversationId: record.conversationId ?? null,
      depth: chain.depth + 1,
      chainSize: chain.chainSize,
      leaseOwner: LEASE_OWNER,
      leaseUntil: Date.now() + LEASE_MS,
      createdAt: Date.now(),
      expiresAt: this.expiresAt(),
    };
  }

  private expiresAt(): number {
    return readExpiry(this.settings);
  }
}

interface Pending {
  readonly record: ResponseRecord;
  readonly team: string;
  /** Of the chain before it. */
  readonly size: number;
}

interface Chain {
  readonly depth: number;
  readonly chainSize: number;
}

/** Of more items at once the texts are not kept. */
const FEW = 8;

const ENDED = { leaseOwner: null, leaseUntil: null };

/** A chain lives as long as its newest response; its rows are written once a day at most. */
async function continueChain(
  db: Kysely<Database>,
  { id, team, expiresAt }: { id: string | undefined; team: string; expiresAt: number },
): Promise<Chain> {
  if (id === undefined) return { depth: 0, chainSize: 0 };
  const chain = await withChain(db, id, team)
    .selectFrom('responses')
    .innerJoin('chain', 'chain.id', 'responses.id')
    .select(['responses.id', 'responses.depth', 'responses.chainSize', 'responses.expiresAt'])
    .orderBy('responses.depth', 'desc')
    .execute();
  const old = chain.filter((row) => row.expiresAt < expiresAt - DAY_MS).map((row) => row.id);
  if (old.length > 0) await db.updateTable('responses').set({ expiresAt }).where('id', 'in', old).execute();
  const [head] = chain;
  return { depth: head?.depth ?? 0, chainSize: head?.chainSize ?? 0 };
}

async function insertItems(
  db: Kysely<Database>,
  responseId: string,
  { input, output }: { readonly input: readonly ItemRow[]; readonly output: readonly ItemRow[] },
): Promise<void> {
  const values = [
    ...input.map((row) => ({ ...row, direction: 'input' })),
    ...output.map((row) => ({ ...row, direction: 'output' })),
  ].map((row, position) => ({ ...row, responseId, position }));
  for (const chunk of inChunks(values)) {
    const build = () => db.insertInto('responseItems').values([...chunk]);
    if (chunk.length > FEW) {
      await build().execute();
      continue;
    }
    const parameters = chunk.flatMap((row) => Object.values(row));
    await runHot(db, { shape: `${chunk.length} items of a response`, parameters, build });
  }
}
