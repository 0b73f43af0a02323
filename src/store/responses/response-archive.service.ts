import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { ResponseObject } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { Store } from '../store.service.js';
import { type ItemPage, type ItemQuery, toPage, unknownCursor } from './item-page.js';
import { withChain } from './response-chain.js';
import { readResponse } from './response-rows.js';

/** Stored responses, as their team asks for them. Every method throws GatewayError not_found or store_unavailable. */
@Injectable()
export class ResponseArchive {
  constructor(private readonly store: Store) {}

  async require(id: string, { team }: Principal): Promise<ResponseObject> {
    const response = await this.store.run((db) => readResponse(db, id, team));
    return response ?? refuse(id);
  }

  /** Its items go with it; responses that continue it cannot be continued any more. */
  async delete(id: string, { team }: Principal): Promise<void> {
    const { numDeletedRows } = await this.store.run((db) =>
      db.deleteFrom('responses').where('id', '=', id).where('team', '=', team).executeTakeFirst(),
    );
    if (numDeletedRows === 0n) refuse(id);
  }

  /** What the model was shown: input and output of the responses before it, then its own input. */
  async listInput(id: string, query: ItemQuery, principal: Principal): Promise<ItemPage> {
    const { team } = principal;
    const response = await this.require(id, principal);
    const rows = await this.store.run(async (db) => {
      const { after } = query;
      const position = after === undefined ? undefined : await findPosition(db, { id, team, after });
      return readPage(db, { id: response.id, team, query, position });
    });
    return toPage(rows, query);
  }
}

interface Position {
  readonly depth: number;
  readonly position: number;
}

/** Input of the chain, less the response's own output. */
function inputOf(db: Kysely<Database>, id: string, team: string) {
  return withChain(db, id, team)
    .selectFrom('chain')
    .innerJoin('responseItems', 'responseItems.responseId', 'chain.id')
    .where((where) => where.or([where('chain.id', '!=', id), where('direction', '=', 'input')]));
}

async function findPosition(
  db: Kysely<Database>,
  { id, team, after }: { id: string; team: string; after: string },
): Promise<Position> {
  const row = await inputOf(db, id, team)
    .select(['chain.depth', 'responseItems.position'])
    .where('responseItems.id', '=', after)
    .orderBy('chain.depth', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw unknownCursor(after);
  return row;
}

interface PageRequest {
  readonly id: string;
  readonly team: string;
  readonly query: ItemQuery;
  readonly position: Position | undefined;
}

function readPage(db: Kysely<Database>, { id, team, query, position }: PageRequest) {
  const { order, limit } = query;
  const rows = inputOf(db, id, team).select('responseItems.json');
  const rest =
    position === undefined
      ? rows
      : rows.where((where) =>
          where(
            where.refTuple('chain.depth', 'responseItems.position'),
            order === 'asc' ? '>' : '<',
            where.tuple(position.depth, position.position),
          ),
        );
  return rest
    .orderBy('chain.depth', order)
    .orderBy('responseItems.position', order)
    .limit(limit + 1)
    .execute();
}

function refuse(id: string): never {
  throw new GatewayError(
    'not_found',
    `There is no response ${id}. It may have been deleted, or have expired.`,
  );
}
