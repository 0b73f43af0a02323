import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { catchError, defer, EMPTY, exhaustMap, Subscription, timer } from 'rxjs';
import { parseDatabaseUrl } from '../../config/database-url.js';
import { Settings } from '../../config/settings.js';
import type { Database } from '../database.js';
import { Store } from '../store.service.js';
import { LEASE_MS, LEASE_OWNER, RENEW_MS } from './lease.js';

const SWEEP_MS = 600_000;
const ROWS_AT_ONCE = 200;

/**
 * Says that this process is at work on its responses, ends those of processes that are gone, and deletes what is older than
 * the operator wants. Every replica may do so at any time.
 */
@Injectable()
export class ResponseSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new Subscription();

  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
  ) {}

  /** A SQLite file has one gateway, so whatever is in progress as it starts was left by one that is gone. */
  async onApplicationBootstrap(): Promise<void> {
    const isAlone = parseDatabaseUrl(this.settings.databaseUrl)?.kind === 'sqlite';
    await this.failLapsed(isAlone ? Number.MAX_SAFE_INTEGER : Date.now()).catch(() => undefined);
    this.repeat(RENEW_MS, async () => {
      await this.renew();
      await this.failLapsed(Date.now());
    });
    // Replicas that start together do not sweep together.
    this.repeat(SWEEP_MS + Math.round(Math.random() * RENEW_MS), () => this.deleteExpired(Date.now()));
  }

  onApplicationShutdown(): void {
    this.rounds.unsubscribe();
  }

  /** Marks as failed what nobody is at work on since before `time`, and gives its conversations free. */
  async failLapsed(time: number): Promise<void> {
    await this.store.run(async (db) => {
      await db
        .updateTable('responses')
        .set({ status: 'failed', leaseOwner: null, leaseUntil: null })
        .where('leaseUntil', '<', time)
        .execute();
      await db
        .updateTable('conversations')
        .set({ lockedBy: null, lockedUntil: null })
        .where('lockedUntil', '<', time)
        .execute();
    });
  }

  /** Deletes what expired before `time`, a few rows at a time so that nobody waits long. */
  async deleteExpired(time: number): Promise<void> {
    for (const table of ['responses', 'conversations'] as const) {
      for (;;) {
        const count = await this.store.run((db) => deleteSome(db, table, time));
        if (count < ROWS_AT_ONCE) break;
      }
    }
  }

  private async renew(): Promise<void> {
    const leaseUntil = Date.now() + LEASE_MS;
    await this.store.run(async (db) => {
      const mine = db.selectFrom('responses').where('leaseOwner', '=', LEASE_OWNER);
      const { numUpdatedRows } = await db
        .updateTable('responses')
        .set({ leaseUntil })
        .where('leaseUntil', 'is not', null)
        .where('leaseOwner', '=', LEASE_OWNER)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await db
        .updateTable('conversations')
        .set({ lockedUntil: leaseUntil })
        .where('lockedBy', 'in', mine.select('id'))
        .execute();
    });
  }

  /** A round that fails is the next one's work; the store logs why. */
  private repeat(everyMs: number, work: () => Promise<void>): void {
    const rounds = timer(everyMs, everyMs).pipe(exhaustMap(() => defer(work).pipe(catchError(() => EMPTY))));
    this.rounds.add(rounds.subscribe());
  }
}

async function deleteSome(
  db: Kysely<Database>,
  table: 'responses' | 'conversations',
  time: number,
): Promise<number> {
  const rows = await db
    .selectFrom(table)
    .select('id')
    .where('expiresAt', '<=', time)
    .orderBy('expiresAt')
    .limit(ROWS_AT_ONCE)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) {
    // Some may have been continued since.
    await db.deleteFrom(table).where('id', 'in', ids).where('expiresAt', '<=', time).execute();
  }
  return ids.length;
}
