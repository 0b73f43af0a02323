import { Injectable } from '@nestjs/common';
import { BackgroundEvents } from '../store/background/background-events.service.js';
import { type BackgroundJob, BackgroundJobs } from '../store/background/background-jobs.service.js';
import { EventLog } from './event-log.js';

/** Where runs are written down. */
@Injectable()
export class BackgroundBooks {
  constructor(
    readonly jobs: BackgroundJobs,
    private readonly events: BackgroundEvents,
  ) {}

  openLog({ responseId }: BackgroundJob): EventLog {
    return new EventLog((block) => this.events.append(responseId, block));
  }
}
