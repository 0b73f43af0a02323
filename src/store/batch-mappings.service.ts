import { Injectable } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';
import type { BatchesTable } from './database.js';
import type { PageQuery } from './page-query.js';
import { Store } from './store.service.js';

/** Which instance runs a batch, and whose it is. Times are epoch milliseconds. */
export interface BatchMapping extends Omit<BatchesTable, 'hasInlineInput'> {
  /** The gateway made the input file from inline requests. */
  readonly hasInlineInput: boolean;
}

export type BatchResults = Pick<BatchMapping, 'outputFileId' | 'errorFileId'>;

/** The batches that were made through the gateway. Every method throws GatewayError store_unavailable. */
@Injectable()
export class BatchMappings {
  constructor(private readonly store: Store) {}

  /**
   * Keeps the mapping; one of the same team with that id is replaced.
   * @throws GatewayError upstream_error if another team has a batch with that id.
   */
  async record(mapping: BatchMapping): Promise<void> {
    const row = { ...mapping, hasInlineInput: Number(mapping.hasInlineInput) };
    const { id, ...changes } = row;
    const written = await this.store.run((db) =>
      db
        .insertInto('batches')
        .values(row)
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(changes).where('batches.team', '=', mapping.team),
        )
        .returning('id')
        .executeTakeFirst(),
    );
    if (written !== undefined) return;
    throw new GatewayError('upstream_error', `The upstream gave the batch an id that is taken: ${id}.`);
  }

  /** Makes the files that the upstream has written belong to the batch's team. */
  async recordResults(id: string, results: BatchResults): Promise<void> {
    await this.store.run((db) => db.updateTable('batches').set(results).where('id', '=', id).execute());
  }

  async find(id: string): Promise<BatchMapping | undefined> {
    const row = await this.store.run((db) =>
      db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirst(),
    );
    return row === undefined ? undefined : toMapping(row);
  }

  /** Those of a page that have one. */
  async findAll(ids: readonly string[]): Promise<readonly BatchMapping[]> {
    if (ids.length === 0) return [];
    const rows = await this.store.run((db) =>
      db.selectFrom('batches').selectAll().where('id', 'in', ids).execute(),
    );
    return rows.map(toMapping);
  }

  /** Whether there was such a mapping. */
  async delete(id: string): Promise<boolean> {
    const deleted = await this.store.run((db) =>
      db.deleteFrom('batches').where('id', '=', id).executeTakeFirst(),
    );
    return deleted.numDeletedRows > 0n;
  }

  async list(team: string, { limit, order, after }: PageQuery): Promise<readonly BatchMapping[]> {
    const page = await this.store.run((db) => {
      const rows = db.selectFrom('batches').selectAll().where('team', '=', team);
      const beyond = order === 'asc' ? '>' : '<';
      const rest =
        after === undefined
          ? rows
          : rows.where((where) =>
              where(where.refTuple('createdAt', 'id'), beyond, where.tuple(after.createdAt, after.id)),
            );
      return rest.orderBy('createdAt', order).orderBy('id', order).limit(limit).execute();
    });
    return page.map(toMapping);
  }
}

function toMapping(row: BatchesTable): BatchMapping {
  return { ...row, hasInlineInput: row.hasInlineInput === 1 };
}
