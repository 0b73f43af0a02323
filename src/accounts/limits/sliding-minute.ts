export const MINUTE_MS = 60_000;
/** What comes within so long of each other is counted together, and leaves with the last of it. */
export const SLOT_MS = 100;

/** An amount that counts for a minute. */
export interface MinuteEntry {
  readonly from: number;
  last: number;
  amount: number;
}

/**
 * How much there was in the last 60 s: never less, and what came alone is counted to the millisecond. Needs at most ten entries
 * for each second, however much there was. Times are milliseconds of any clock that does not go back.
 */
export class SlidingMinute {
  private readonly kept: MinuteEntry[] = [];
  /** What is before it has left the minute. */
  private head = 0;
  private total = 0;

  used(now: number): number {
    this.forget(now);
    return this.total;
  }

  /** The entry that has it now, for corrections. */
  add(now: number, amount: number): MinuteEntry {
    this.forget(now);
    this.total += amount;
    const latest = this.kept[this.kept.length - 1];
    if (latest !== undefined && this.head < this.kept.length && now - latest.from < SLOT_MS) {
      latest.last = now;
      latest.amount += amount;
      return latest;
    }
    const entry = { from: now, last: now, amount };
    this.kept.push(entry);
    return entry;
  }

  /** Corrects what was added before, where it still counts. */
  change(entry: MinuteEntry, difference: number): void {
    const first = this.kept[this.head];
    if (first === undefined || entry.from < first.from) return;
    entry.amount += difference;
    this.total += difference;
  }

  /** Milliseconds until so much of it has left; a minute where there is not so much. */
  leavesIn(now: number, amount: number): number {
    this.forget(now);
    let left = 0;
    for (let at = this.head; at < this.kept.length; at += 1) {
      const entry = this.kept[at];
      left += entry?.amount ?? 0;
      if (left >= amount) return (entry?.last ?? now) + MINUTE_MS - now;
    }
    return MINUTE_MS;
  }

  entries(now: number): readonly Readonly<MinuteEntry>[] {
    this.forget(now);
    return this.kept.slice(this.head);
  }

  private forget(now: number): void {
    for (let entry = this.kept[this.head]; entry !== undefined; entry = this.kept[this.head]) {
      if (entry.last + MINUTE_MS > now) break;
      this.total -= entry.amount;
      this.head += 1;
    }
    // Moving what is left costs as much as was forgotten.
    if (this.head === 0 || (this.head < this.kept.length && this.head < MINUTE_MS / SLOT_MS)) return;
    this.kept.splice(0, this.head);
    this.head = 0;
  }
}
