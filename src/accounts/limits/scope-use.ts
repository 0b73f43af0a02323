import { MINUTE_MS, type MinuteEntry, SlidingMinute } from './sliding-minute.js';

export type MinuteMeasure = 'requests' | 'tokens';

/** What one scope uses just now, as far as this process let it through. */
export class ScopeUse {
  readonly requests = new SlidingMinute();
  readonly tokens = new SlidingMinute();
  running = 0;
  /** Of what runs, how much Redis was not told of. */
  untold = 0;
  /** What was let through while there was no Redis to count it. */
  uncounted?: Readonly<Record<MinuteMeasure, SlidingMinute>>;
  /** This replica's share of what was left when Redis said so for the last time, and when that was. */
  private readonly shares: Partial<Record<MinuteMeasure, { left: number; readonly at: number }>> = {};

  isIdle(now: number): boolean {
    return this.running === 0 && this.requests.used(now) === 0 && this.tokens.used(now) === 0;
  }

  noteUncounted(measure: MinuteMeasure, now: number, amount: number): MinuteEntry {
    this.uncounted ??= { requests: new SlidingMinute(), tokens: new SlidingMinute() };
    return this.uncounted[measure].add(now, amount);
  }

  noteShare(measure: MinuteMeasure, left: number, now: number): void {
    this.shares[measure] = { left, at: now };
  }

  /** Takes some of it. */
  useShare(measure: MinuteMeasure, amount: number): void {
    const share = this.shares[measure];
    if (share !== undefined) share.left -= amount;
  }

  /** How long this share is too small for so much: what other replicas let through counts for a minute. */
  shareLacksFor(measure: MinuteMeasure, amount: number, now: number): number {
    const share = this.shares[measure];
    return share === undefined || amount <= share.left ? 0 : Math.max(share.at + MINUTE_MS - now, 0);
  }
}
