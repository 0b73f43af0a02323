import { Injectable } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';
import type { FilesTable } from './database.js';
import type { PageQuery } from './page-query.js';
import { Store } from './store.service.js';

/** Which instance has a file, and whose it is. Times are epoch milliseconds. */
export type FileMapping = FilesTable;

export type FileOwner = Pick<FileMapping, 'provider' | 'team' | 'keyId'>;

const OWNER = ['provider', 'team', 'keyId'] as const;

/** The files that were uploaded through the gateway. Every method throws GatewayError store_unavailable. */
@Injectable()
export class FileMappings {
  constructor(private readonly store: Store) {}

  /**
   * Keeps the mapping; one of the same team with that id is replaced.
   * @throws GatewayError upstream_error if another team has a file with that id.
   */
  async record(mapping: FileMapping): Promise<void> {
    const { id, ...changes } = mapping;
    const written = await this.store.run((db) =>
      db
        .insertInto('files')
        .values(mapping)
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet(changes).where('files.team', '=', mapping.team),
        )
        .returning('id')
        .executeTakeFirst(),
    );
    if (written !== undefined) return;
    throw new GatewayError('upstream_error', `The upstream gave the file an id that is taken: ${id}.`);
  }

  find(id: string): Promise<FileMapping | undefined> {
    return this.store.run((db) => db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst());
  }

  /** Whether there was such a mapping. */
  async delete(id: string): Promise<boolean> {
    const deleted = await this.store.run((db) =>
      db.deleteFrom('files').where('id', '=', id).executeTakeFirst(),
    );
    return deleted.numDeletedRows > 0n;
  }

  list(team: string, { limit, order, after }: PageQuery): Promise<readonly FileMapping[]> {
    return this.store.run((db) => {
      const rows = db.selectFrom('files').selectAll().where('team', '=', team);
      const beyond = order === 'asc' ? '>' : '<';
      const page =
        after === undefined
          ? rows
          : rows.where((where) =>
              where(where.refTuple('createdAt', 'id'), beyond, where.tuple(after.createdAt, after.id)),
            );
      return page.orderBy('createdAt', order).orderBy('id', order).limit(limit).execute();
    });
  }

  /** Also of the output and error files of batches. */
  async ownerOf(fileId: string): Promise<FileOwner | undefined> {
    const owners = await this.ownersOf([fileId]);
    return owners.get(fileId);
  }

  /** The owners of those that have one, by file id: `ownerOf` for a whole page in two queries at most. */
  async ownersOf(fileIds: readonly string[]): Promise<ReadonlyMap<string, FileOwner>> {
    const uploaded = await this.findUploaded(fileIds);
    const rest = fileIds.filter((id) => !uploaded.has(id));
    return new Map([...(await this.findResults(rest)), ...uploaded]);
  }

  private async findUploaded(ids: readonly string[]): Promise<ReadonlyMap<string, FileOwner>> {
    if (ids.length === 0) return new Map();
    const rows = await this.store.run((db) =>
      db
        .selectFrom('files')
        .select(['id', ...OWNER])
        .where('id', 'in', ids)
        .execute(),
    );
    return new Map(rows.map(({ id, ...owner }) => [id, owner]));
  }

  private async findResults(ids: readonly string[]): Promise<ReadonlyMap<string, FileOwner>> {
    if (ids.length === 0) return new Map();
    const rows = await this.store.run((db) =>
      db
        .selectFrom('batches')
        .select(['outputFileId', 'errorFileId', ...OWNER])
        .where((where) => where.or([where('outputFileId', 'in', ids), where('errorFileId', 'in', ids)]))
        .execute(),
    );
    const owners = new Map<string, FileOwner>();
    for (const { outputFileId, errorFileId, ...owner } of rows) {
      for (const id of [outputFileId, errorFileId]) if (id !== null) owners.set(id, owner);
    }
    return owners;
  }
}
