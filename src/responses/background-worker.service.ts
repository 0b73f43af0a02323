import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { catchError, defer, EMPTY, exhaustMap, from, mergeMap, Subject, Subscription, timer } from 'rxjs';
import type { BackgroundJob, BackgroundJobs } from '../store/background/background-jobs.service.js';
import { BackgroundBooks } from './background-books.service.js';
import { BackgroundDuties } from './background-duties.service.js';
import { BackgroundRunner } from './background-runner.service.js';

const LOOK_EVERY_MS = 1_000;
const RENEW_EVERY_MS = 5_000;

/** Takes jobs off the queue, the oldest first, as many at a time as the operator allows this replica. */
@Injectable()
export class BackgroundWorker implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new Subscription();
  private readonly running = new Map<string, Subscription>();
  private readonly wakes = new Subject<void>();
  private readonly jobs: BackgroundJobs;

  constructor(
    private readonly runner: BackgroundRunner,
    books: BackgroundBooks,
    private readonly duties: BackgroundDuties,
  ) {
    this.jobs = books.jobs;
  }

  /** A SQLite file has one gateway, so whatever runs as it starts was left by one that is gone. */
  async onApplicationBootstrap(): Promise<void> {
    const { isAlone } = this.duties;
    await this.jobs.failLapsed(isAlone ? Number.MAX_SAFE_INTEGER : Date.now()).catch(() => undefined);
    this.rounds.add(this.wakes.pipe(exhaustMap(() => attempt(() => this.fill()))).subscribe());
    const looking = timer(0, LOOK_EVERY_MS).subscribe(() => {
      this.wake();
    });
    this.rounds.add(looking);
    const renewing = timer(RENEW_EVERY_MS, RENEW_EVERY_MS).pipe(
      exhaustMap(() => attempt(() => this.renew())),
    );
    this.rounds.add(renewing.subscribe());
  }

  onApplicationShutdown(): void {
    this.rounds.unsubscribe();
    for (const run of this.running.values()) run.unsubscribe();
  }

  /** There may be something to do. */
  wake(): void {
    this.wakes.next();
  }

  /** Ends the work on a response that was cancelled here; other replicas learn of it as they renew. */
  drop(responseId: string): void {
    this.running.get(responseId)?.unsubscribe();
  }

  private async fill(): Promise<void> {
    while (this.duties.mayTakeMore(this.running.size)) {
      const job = await this.jobs.claim();
      if (job === undefined) return;
      this.start(job);
    }
  }

  private start(job: BackgroundJob): void {
    const { responseId } = job;
    const run = new Subscription();
    this.running.set(responseId, run);
    const ended = this.duties.follow(run);
    run.add(() => {
      this.running.delete(responseId);
      ended();
      this.wake();
    });
    const begun = from(this.duties.archive.require(responseId, job.principal));
    const work = begun.pipe(mergeMap((response) => this.runner.run(job, response)));
    // One that cannot be settled, since there is no store, lapses.
    run.add(
      work.pipe(catchError(() => EMPTY)).subscribe({
        complete: () => {
          run.unsubscribe();
        },
      }),
    );
  }

  private async renew(): Promise<void> {
    const before = [...this.running.keys()];
    const own = await this.jobs.renew();
    for (const id of before) if (!own.has(id)) this.drop(id);
    await this.jobs.failLapsed(Date.now());
  }
}

/** A round that fails is the next one's work; the store logs why. */
function attempt(work: () => Promise<void>) {
  return defer(work).pipe(catchError(() => EMPTY));
}
