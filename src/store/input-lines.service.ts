import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Store } from './store.service.js';

/** Of 50,000 different ids two have the same digest with a chance of 1 in 200,000. */
const DIGEST_BYTES = 6;
/** Longer than Model Studio knows a batch: 30 days, of which it may run 14. */
const KEPT_MS = 60 * 24 * 60 * 60 * 1_000;

/** Where in its input file a request stands, from 0; undefined where that is not known. */
export type LineIndex = (customId: string) => number | undefined;

/** The order of the requests of batch input files. Every method throws GatewayError store_unavailable. */
@Injectable()
export class InputLines {
  constructor(private readonly store: Store) {}

  /** Keeps the order, and forgets what is too old to be asked for. */
  async record(fileId: string, customIds: Iterable<string>): Promise<void> {
    const digests = Buffer.concat([...customIds].map(digest)).toString('base64');
    const createdAt = Date.now();
    await this.store.run(async (db) => {
      await db
        .deleteFrom('inputLines')
        .where('createdAt', '<', createdAt - KEPT_MS)
        .execute();
      await db
        .insertInto('inputLines')
        .values({ fileId, digests, createdAt })
        .onConflict((conflict) => conflict.column('fileId').doUpdateSet({ digests, createdAt }))
        .execute();
    });
  }

  async read(fileId: string): Promise<LineIndex> {
    const row = await this.store.run((db) =>
      db.selectFrom('inputLines').select('digests').where('fileId', '=', fileId).executeTakeFirst(),
    );
    const bytes = Buffer.from(row?.digests ?? '', 'base64');
    const positions = new Map<number, number>();
    for (let at = 0; at < bytes.length; at += DIGEST_BYTES) {
      positions.set(bytes.readUIntBE(at, DIGEST_BYTES), at / DIGEST_BYTES);
    }
    return (customId) => positions.get(digest(customId).readUIntBE(0, DIGEST_BYTES));
  }
}

function digest(customId: string): Buffer {
  return createHash('sha256').update(customId).digest().subarray(0, DIGEST_BYTES);
}
