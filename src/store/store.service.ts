import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { catchError, defer, EMPTY, exhaustMap, Subscription, timer } from 'rxjs';
import { GatewayError } from '../contracts/gateway-error.js';
import { currentTrace } from '../tracing/current-trace.js';
import type { Database } from './database.js';
import { describeFailure } from './describe-failure.js';
import type { StoreDriver } from './store-driver.js';

const PROBE_MS = 5_000;

/** The open database. Knows whether it answered the last time, and asks every few seconds. */
export class Store implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly probes = new Subscription();
  private failed = false;

  constructor(
    private readonly driver: StoreDriver,
    private readonly logger: Logger,
  ) {}

  /** Why the store is of no use just now; anybody may read it. */
  get failure(): string | undefined {
    return this.failed ? 'The store does not answer; the log says why.' : undefined;
  }

  /**
   * The result of a query.
   * @throws GatewayError one that the query throws itself, else store_unavailable, whatever goes wrong; after a few seconds if the database is silent.
   */
  async run<Result>(query: (db: Kysely<Database>) => Promise<Result>): Promise<Result> {
    try {
      const trace = currentTrace();
      const { db } = this.driver;
      const result = await (trace === undefined ? query(db) : trace.follow('store', () => query(db)));
      this.noteSuccess();
      return result;
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      this.noteFailure(cause);
      throw new GatewayError(
        'store_unavailable',
        'The gateway cannot reach its store just now; try again in a moment.',
        { cause },
      );
    }
  }

  onApplicationBootstrap(): void {
    const rounds = timer(0, PROBE_MS).pipe(exhaustMap(() => this.probe()));
    this.probes.add(rounds.subscribe());
  }

  /** Nest calls this when the requests under way have ended. */
  async onApplicationShutdown(): Promise<void> {
    this.probes.unsubscribe();
    await this.driver.close();
  }

  private probe() {
    const read = (db: Kysely<Database>) =>
      db.selectFrom('gatewayMigrations').select('name').limit(1).execute();
    return defer(() => this.run(read)).pipe(catchError(() => EMPTY));
  }

  private noteSuccess(): void {
    if (!this.failed) return;
    this.failed = false;
    this.logger.info('the store works again');
  }

  private noteFailure(cause: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.logger.warn({ reason: describeFailure(cause) }, 'the store does not answer');
  }
}
