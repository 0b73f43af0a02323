import { Injectable } from '@nestjs/common';
import { KEY_PREFIX, REPLICA_TTL_MS, REPLICAS_KEY } from '../../redis/replica-beat.js';
import { RedisGone, type RedisSession } from '../../redis/redis-session.js';
import { Replicas } from '../../redis/replicas.service.js';
import { type ItemStanding, type LimitItem, longer, type Measure, type Verdict } from './limit-request.js';
import { CONCURRENT_RETRY_MS } from './limit-request.js';
import { REPORT_LIMITS, SETTLE_LIMITS, TAKE_LIMITS } from './redis-limit-scripts.js';
import type { ScopeUse } from './scope-use.js';
import type { SlidingMinute } from './sliding-minute.js';

export interface SharedVerdict extends Verdict {
  /** Redis' slot in which the minutes count the request. */
  readonly slot: number;
}

/** A correction of one item that Redis granted. */
export interface Settlement {
  readonly item: LimitItem;
  /** Tokens more or less than were taken; of what ran, anything. */
  readonly difference: number;
}

/** So many values go to a script at once. */
const MAX_VALUES = 400;
const VALUES_PER_ITEM = 3;

/** The limits as Redis keeps them, for all replicas alike. */
@Injectable()
export class RedisLimits {
  constructor(private readonly replicas: Replicas) {}

  /**
   * Grants all items or none. `onLate` gets a verdict that came too late, undefined where there will be none.
   * @throws RedisGone where Redis cannot say so in time.
   */
  async take(
    session: RedisSession,
    items: readonly LimitItem[],
    onLate: (verdict: SharedVerdict | undefined) => void = () => undefined,
  ): Promise<SharedVerdict> {
    const keys = [REPLICAS_KEY];
    const values: (string | number)[] = [this.replicas.self, REPLICA_TTL_MS];
    for (const { scope, measure, limit, cost } of items) {
      keys.push(keyOf(scope.name, measure));
      values.push(measure === 'concurrent' ? 'running' : 'minute', limit, cost);
    }
    const reply = await session.evaluate(TAKE_LIMITS, {
      keys,
      values,
      onLate: (late) => {
        onLate(isVerdict(late) ? readReply(late, items) : undefined);
      },
    });
    if (isVerdict(reply)) return readReply(reply, items);
    const error = new RedisGone('this replica was silent for too long');
    session.end(error);
    throw error;
  }

  /** Nobody waits for it: where Redis is gone, what is running is told anew later. */
  settle(session: RedisSession, slot: number, settlements: readonly Settlement[]): void {
    const keys = settlements.map(({ item }) => keyOf(item.scope.name, item.measure));
    const values = settlements.flatMap(({ item, difference }) =>
      item.measure === 'concurrent' ? [-1, -1] : [slot, difference],
    );
    session.evaluate(SETTLE_LIMITS, { keys, values: [this.replicas.self, ...values] }).catch(() => undefined);
  }

  /** Tells what this replica let through on its own, and what of it runs. Everything is sent before this returns. */
  async report(
    session: RedisSession,
    uses: Iterable<readonly [string, ScopeUse]>,
    now: number,
  ): Promise<void> {
    const told: Promise<unknown>[] = [];
    const tell = (name: string, measure: Measure, values: readonly (string | number)[]): void => {
      told.push(session.evaluate(REPORT_LIMITS, { keys: [keyOf(name, measure)], values }));
    };
    for (const [name, use] of uses) {
      if (use.untold > 0) tell(name, 'concurrent', ['running', this.replicas.self, use.untold]);
      use.untold = 0;
      const { uncounted } = use;
      use.uncounted = undefined;
      if (uncounted === undefined) continue;
      for (const measure of ['requests', 'tokens'] as const) {
        for (const values of listEntries(uncounted[measure], now)) tell(name, measure, ['minute', ...values]);
      }
    }
    await Promise.all(told);
  }
}

function listEntries(minute: SlidingMinute, now: number): readonly (readonly number[])[] {
  const values = minute.entries(now).flatMap(({ last, amount }) => [Math.round(now - last), amount]);
  const parts: (readonly number[])[] = [];
  for (let at = 0; at < values.length; at += MAX_VALUES) parts.push(values.slice(at, at + MAX_VALUES));
  return parts;
}

function keyOf(scope: string, measure: Measure): string {
  return `${KEY_PREFIX}limit:${measure}:${scope}`;
}

/** Only 0 where this replica is taken for dead. */
function isVerdict(reply: unknown): reply is readonly number[] {
  return Array.isArray(reply) && reply.length > 1;
}

function readReply([slot = 0, ...values]: readonly number[], items: readonly LimitItem[]): SharedVerdict {
  let refusal: Verdict['refusal'];
  const found = items.map((item, index): ItemStanding => {
    const [used = 0, resetMs = 0, waitMs = -1] = values.slice(index * VALUES_PER_ITEM);
    const isRunning = item.measure === 'concurrent';
    if (waitMs >= 0) refusal = longer(refusal, item, isRunning ? CONCURRENT_RETRY_MS : waitMs);
    return { item, used, resetMs: isRunning ? CONCURRENT_RETRY_MS : resetMs };
  });
  if (refusal !== undefined) return { slot, standings: found, refusal };
  return {
    slot,
    standings: found.map((standing) => ({ ...standing, used: standing.used + standing.item.cost })),
  };
}
