import {
  CONCURRENT_RETRY_MS,
  isOver,
  type ItemStanding,
  type LimitItem,
  longer,
  type Verdict,
} from './limit-request.js';
import { ScopeUse } from './scope-use.js';
import type { MinuteEntry } from './sliding-minute.js';

/** What one item took, to be corrected or given back. */
export interface Taken {
  readonly item: LimitItem;
  readonly use: ScopeUse;
  /** In which a minute counts it; undefined for what runs. */
  readonly entry?: MinuteEntry;
  /** The same in what Redis is still to be told. */
  uncounted?: MinuteEntry;
}

export interface LocalVerdict extends Verdict {
  /** Empty where the request was refused. */
  readonly taken: readonly Taken[];
}

const NOTHING: readonly Taken[] = [];

/** The limits in this process' memory. Everything is done at once, so that no two requests are let through for one. */
export class LocalLimits {
  private readonly uses = new Map<string, ScopeUse>();

  /** Grants all items or none. */
  take(items: readonly LimitItem[], now: number): LocalVerdict {
    let refusal: Verdict['refusal'];
    for (const item of items) {
      const waitMs = waitFor(this.useOf(item.scope.name), item, now);
      if (waitMs > 0) refusal = longer(refusal, item, waitMs);
    }
    const taken = refusal === undefined ? this.note(items, now) : NOTHING;
    for (const { item, use } of taken) {
      if (item.measure !== 'concurrent') use.useShare(item.measure, item.cost);
    }
    const standings = items.map((item) => this.standingOf(item, now));
    return refusal === undefined ? { standings, taken } : { standings, taken, refusal };
  }

  /** Counts what was granted elsewhere. */
  note(items: readonly LimitItem[], now: number): readonly Taken[] {
    return items.map((item) => {
      const use = this.useOf(item.scope.name);
      const { measure, cost } = item;
      if (measure !== 'concurrent') return { item, use, entry: use[measure].add(now, cost) };
      use.running += 1;
      return { item, use };
    });
  }

  /** Scopes that use nothing are forgotten, so that memory holds those of the last minute only. */
  sweep(now: number): void {
    for (const [name, use] of this.uses) if (use.isIdle(now)) this.uses.delete(name);
  }

  /** Each replica may let through as much of what is left as every other, should Redis be gone from now on. */
  noteShares(
    standings: readonly ItemStanding[],
    { replicas, now }: { readonly replicas: number; readonly now: number },
  ): void {
    for (const { item, used } of standings) {
      if (item.measure === 'concurrent') continue;
      const left = Math.floor(Math.max(item.limit - used, 0) / replicas);
      this.useOf(item.scope.name).noteShare(item.measure, left, now);
    }
  }

  entries(): Iterable<readonly [name: string, use: ScopeUse]> {
    return this.uses.entries();
  }

  useOf(name: string): ScopeUse {
    const known = this.uses.get(name);
    if (known !== undefined) return known;
    const use = new ScopeUse();
    this.uses.set(name, use);
    return use;
  }

  private standingOf(item: LimitItem, now: number): ItemStanding {
    const use = this.useOf(item.scope.name);
    if (item.measure === 'concurrent') return { item, used: use.running, resetMs: CONCURRENT_RETRY_MS };
    const minute = use[item.measure];
    return { item, used: minute.used(now), resetMs: minute.leavesIn(now, 1) };
  }
}

/** 0 where the item fits now. */
function waitFor(use: ScopeUse, item: LimitItem, now: number): number {
  const { measure, limit, cost } = item;
  if (measure === 'concurrent') return isOver(item, use.running) ? CONCURRENT_RETRY_MS : 0;
  const minute = use[measure];
  const used = minute.used(now);
  const ownMs = isOver(item, used) ? Math.max(minute.leavesIn(now, used + cost - limit), 1) : 0;
  return Math.max(ownMs, use.shareLacksFor(measure, cost, now));
}
