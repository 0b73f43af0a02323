import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { Principal } from '../contracts/principal.js';
import type { ResponseObject } from '../contracts/responses.js';
import { replayResponse, writeEnding } from '../dialects/responses/replay-response.js';
import { BackgroundEvents } from '../store/background/background-events.service.js';
import { type BackgroundJob, BackgroundJobs } from '../store/background/background-jobs.service.js';
import { ResponseArchive } from '../store/responses/response-archive.service.js';
import { BackgroundWorker } from './background-worker.service.js';

const LOOK_EVERY_MS = 250;
const OPEN: readonly unknown[] = ['queued', 'in_progress'];

/** Where clients ask for background responses, whichever replica makes them. */
@Injectable()
export class BackgroundDesk {
  constructor(
    private readonly jobs: BackgroundJobs,
    private readonly events: BackgroundEvents,
    private readonly archive: ResponseArchive,
    private readonly worker: BackgroundWorker,
  ) {}

  async add(job: BackgroundJob): Promise<void> {
    await this.jobs.add(job);
    this.worker.wake();
  }

  /** The response as it ended: a cancelled one, unless it had ended before. @throws GatewayError not_found. */
  async cancel(id: string, principal: Principal): Promise<ResponseObject> {
    if (await this.jobs.cancel(id, principal)) this.worker.drop(id);
    return this.archive.require(id, principal);
  }

  /** The events after a number, as they come, to the last. @throws GatewayError not_found, through the Observable. */
  tail(id: string, principal: Principal, startingAfter: number): Observable<string> {
    return new Observable((subscriber) => {
      const controller = new AbortController();
      const { signal } = controller;
      const told = async (): Promise<void> => {
        for await (const events of this.follow(id, { principal, startingAfter, signal })) {
          subscriber.next(events);
        }
      };
      told().then(
        () => {
          subscriber.complete();
        },
        (error: unknown) => {
          if (!signal.aborted) subscriber.error(error);
        },
      );
      return () => {
        controller.abort();
      };
    });
  }

  /** The same as pieces of text. */
  async *follow(
    id: string,
    {
      principal,
      startingAfter,
      signal,
    }: { principal: Principal; startingAfter: number; signal?: AbortSignal },
  ): AsyncGenerator<string, void> {
    let last = -1;
    for (;;) {
      // The response first: once it has ended, all its events are there.
      const response = await this.archive.require(id, principal);
      for (const block of await this.events.readAfter(id, Math.max(last, startingAfter))) {
        last = block.lastNumber;
        yield dropFirst(block.text, startingAfter + 1 - block.firstNumber);
      }
      if (!OPEN.includes(response.status)) {
        const isUntold = last === -1 && startingAfter === -1;
        yield isUntold ? replayResponse(response) : writeEnding(response, Math.max(last, startingAfter) + 1);
        return;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  }
}

/** The text without its first events. */
function dropFirst(text: string, count: number): string {
  let start = 0;
  for (let left = count; left > 0 && start < text.length; left -= 1) start = text.indexOf('\n\n', start) + 2;
  return text.slice(start);
}
