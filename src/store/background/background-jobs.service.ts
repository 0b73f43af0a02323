import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { parseDatabaseUrl } from '../../config/database-url.js';
import { Settings } from '../../config/settings.js';
import type { Principal } from '../../contracts/principal.js';
import type { ResponseFailure, ResponsesRequest } from '../../contracts/responses.js';
import type { Database } from '../database.js';
import { Store } from '../store.service.js';
import { endAs, type EndedResponse, endResponse } from './end-response.js';

/** A background response that is to be made. */
export interface BackgroundJob {
  readonly responseId: string;
  readonly principal: Principal;
  readonly requestId: string;
  readonly request: ResponsesRequest;
}

/** A job whose process has not said that it lives for this long has failed. */
const LEASE_MS = 20_000;
const LAPSED_AT_ONCE = 100;

/** What clients read of a response whose process ended before it did. It may have been billed, so it is not tried again. */
const INTERRUPTED: ResponseFailure = {
  code: 'server_error',
  message: 'The gateway was interrupted before the response ended; send the request again.',
  type: 'server_error',
  param: null,
};

/**
 * The queue of background responses, for all replicas. A job ends when its row is deleted, in one transaction with the
 * response's end: whoever deletes it, be it the worker, a cancel or the sweep, is the only one that ends it.
 */
@Injectable()
export class BackgroundJobs {
  private readonly owner = randomUUID();
  private readonly isPostgres: boolean;
  private lastPosition = 0;

  constructor(
    private readonly store: Store,
    settings: Settings,
  ) {
    this.isPostgres = parseDatabaseUrl(settings.databaseUrl)?.kind === 'postgres';
  }

  /** Queues a response that was begun; from now on its lease is the job's. */
  async add({ responseId, principal, requestId, request }: BackgroundJob): Promise<void> {
    this.lastPosition = Math.max(Date.now() * 1_000, this.lastPosition + 1);
    const row = {
      responseId,
      team: principal.team,
      principal: JSON.stringify(principal),
      requestId,
      request: JSON.stringify(request),
      state: 'queued' as const,
      position: this.lastPosition,
    };
    await this.inTransaction(async (db) => {
      await db.insertInto('backgroundJobs').values(row).execute();
      await db
        .updateTable('responses')
        .set({ leaseOwner: null, leaseUntil: null })
        .where('id', '=', responseId)
        .execute();
    });
  }

  /** The job that waited longest, now this process's own. */
  claim(): Promise<BackgroundJob | undefined> {
    return this.inTransaction(async (db) => {
      const next = await db
        .selectFrom('backgroundJobs')
        .select(['responseId', 'principal', 'requestId', 'request'])
        .where('state', '=', 'queued')
        .orderBy('position')
        .limit(1)
        .$if(this.isPostgres, (query) => query.forUpdate().skipLocked())
        .executeTakeFirst();
      if (next === undefined) return undefined;
      const { responseId, principal, requestId, request } = next;
      await db
        .updateTable('backgroundJobs')
        .set({ state: 'running', leaseOwner: this.owner, leaseUntil: Date.now() + LEASE_MS })
        .where('responseId', '=', responseId)
        .execute();
      await db.updateTable('responses').set({ status: 'in_progress' }).where('id', '=', responseId).execute();
      return {
        responseId,
        requestId,
        principal: JSON.parse(principal) as Principal,
        request: JSON.parse(request) as ResponsesRequest,
      };
    });
  }

  /** Says that this process is at work. Resolves with the ids of the jobs that are still its own. */
  async renew(): Promise<ReadonlySet<string>> {
    const rows = await this.store.run((db) =>
      db
        .updateTable('backgroundJobs')
        .set({ leaseUntil: Date.now() + LEASE_MS })
        .where('leaseOwner', '=', this.owner)
        .returning('responseId')
        .execute(),
    );
    return new Set(rows.map(({ responseId }) => responseId));
  }

  /** Ends a job of this process; nothing happens where it was ended otherwise meanwhile. */
  async settle({ responseId, principal }: BackgroundJob, ended: EndedResponse): Promise<void> {
    await this.inTransaction(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('backgroundJobs')
        .where('responseId', '=', responseId)
        .where('leaseOwner', '=', this.owner)
        .executeTakeFirst();
      if (numDeletedRows > 0n) await endResponse(db, principal.team, ended);
    });
  }

  /** Ends a job of the team's, whoever is at work on it; false where it has ended already. */
  cancel(responseId: string, { team }: Principal): Promise<boolean> {
    return this.inTransaction(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('backgroundJobs')
        .where('responseId', '=', responseId)
        .where('team', '=', team)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await endAs(db, { responseId, team }, { status: 'cancelled', error: null });
      return true;
    });
  }

  /** Ends, as failed, what nobody is at work on since before `time`. */
  async failLapsed(time: number): Promise<void> {
    await this.inTransaction(async (db) => {
      const lapsed = await db
        .selectFrom('backgroundJobs')
        .select(['responseId', 'team'])
        .where('leaseUntil', '<', time)
        .limit(LAPSED_AT_ONCE)
        .$if(this.isPostgres, (query) => query.forUpdate().skipLocked())
        .execute();
      for (const job of lapsed) {
        await db.deleteFrom('backgroundJobs').where('responseId', '=', job.responseId).execute();
        await endAs(db, job, { status: 'failed', error: INTERRUPTED });
      }
    });
  }

  private inTransaction<Result>(work: (db: Kysely<Database>) => Promise<Result>): Promise<Result> {
    return this.store.run((db) => db.transaction().execute(work));
  }
}
