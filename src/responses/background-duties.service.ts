import { EventEmitter } from 'node:events';
import { Injectable } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { parseDatabaseUrl } from '../config/database-url.js';
import { Settings } from '../config/settings.js';
import { DrainService } from '../http/drain.service.js';
import { ResponseArchive } from '../store/responses/response-archive.service.js';

/** What a worker may do, and what it owes to a gateway that shuts down. */
@Injectable()
export class BackgroundDuties {
  constructor(
    private readonly settings: Settings,
    private readonly drain: DrainService,
    readonly archive: ResponseArchive,
  ) {}

  get isAlone(): boolean {
    return parseDatabaseUrl(this.settings.databaseUrl)?.kind === 'sqlite';
  }

  mayTakeMore(running: number): boolean {
    return !this.drain.isDraining && running < this.settings.backgroundConcurrency;
  }

  /** The gateway waits for this run as it shuts down, and drops it where that takes too long: it has failed then. */
  follow(run: Subscription): () => void {
    const events = new EventEmitter();
    this.drain.follow(events, () => {
      run.unsubscribe();
    });
    return () => events.emit('close');
  }
}
