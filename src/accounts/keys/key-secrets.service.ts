import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Database } from '../../store/database.js';
import { KeyDigests } from './key-digests.js';
import { createKeySecret, hintOf } from './key-secret.js';

/** The secrets that open keys. */
@Injectable()
export class KeySecrets {
  constructor(private readonly digests: KeyDigests) {}

  /** A new secret of a key; those before it work until `overlapUntil`, in epoch milliseconds, and no longer. */
  async replace(db: Kysely<Database>, keyId: string, overlapUntil: number): Promise<string> {
    const secret = createKeySecret();
    await db
      .updateTable('keySecrets')
      .set({ expiresAt: overlapUntil })
      .where('keyId', '=', keyId)
      // One that ends sooner still does.
      .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', overlapUntil)]))
      .execute();
    const row = { digest: this.digests.create(secret), hint: hintOf(secret) };
    await db
      .insertInto('keySecrets')
      .values({ ...row, keyId, createdAt: Date.now(), expiresAt: null })
      .execute();
    return secret;
  }
}
