import { Injectable } from '@nestjs/common';
import type { Fault, FaultMatch, QueuedFault } from './fault.js';

/** Faults in the order they were queued; each request takes the first that matches it. */
@Injectable()
export class FaultQueue {
  private waiting: { queued: QueuedFault; left: number }[] = [];

  /** Returns how many faults wait now. */
  add(queued: QueuedFault): number {
    this.waiting.push({ queued, left: queued.times });
    return this.waiting.length;
  }

  take(path: string, model: string | undefined): Fault | undefined {
    const found = this.waiting.find(({ queued }) => isMatch(queued.match, path, model));
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left === 0) this.waiting = this.waiting.filter((entry) => entry !== found);
    return found.queued.fault;
  }

  clear(): void {
    this.waiting = [];
  }
}

function isMatch(match: FaultMatch, path: string, model: string | undefined): boolean {
  if (match.path !== undefined && !path.endsWith(match.path)) return false;
  return match.model === undefined || match.model === model;
}
