import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { GatewayLogger } from '../../logging/gateway-logger.js';
import { RedisLink, type RedisTenant } from '../../redis/redis-link.service.js';
import { RedisGone, type RedisSession } from '../../redis/redis-session.js';
import { Replicas } from '../../redis/replicas.service.js';
import { type Correction } from './granted-permit.js';
import { type LimitItem, type LimitRequest, listItems, type Verdict } from './limit-request.js';
import { LocalLimits, type Taken } from './local-limits.js';
import { RedisLimits, type Settlement } from './redis-limits.service.js';
import { shareOf } from './share-of.js';

export interface Grant extends Verdict {
  /** Empty where the request was refused. */
  readonly taken: readonly Taken[];
  /** For those outside of this process who counted it. */
  readonly settle?: (corrections: readonly Correction[]) => void;
}

const SWEEP_MS = 30_000;
const WHOLE = (limit: number): number => limit;
const NOTHING: readonly Taken[] = [];

/**
 * The limits as this replica keeps them: by itself, at once, where it is the only one; where there are several, through Redis;
 * and while Redis is gone by itself again, with its share of every limit. What it let through meanwhile it tells Redis later.
 */
@Injectable()
export class ReplicaLimits implements RedisTenant, OnApplicationBootstrap, OnApplicationShutdown {
  private readonly local = new LocalLimits();
  /** Whether there is something that Redis was not told. */
  private isBehind = false;
  private readonly sweeps = setInterval(() => {
    this.local.sweep(performance.now());
  }, SWEEP_MS).unref();

  constructor(
    private readonly link: RedisLink,
    private readonly replicas: Replicas,
    private readonly redis: RedisLimits,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {
    link.register(this);
  }

  onApplicationBootstrap(): void {
    const { count } = this.replicas;
    if (count === 1 || this.link.isConfigured) return;
    this.logger.warn(
      { replicas: count },
      'several replicas without Redis: each lets through its share of every limit, however uneven the load; set REDIS_URL',
    );
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweeps);
  }

  take(request: LimitRequest): Grant | Promise<Grant> {
    const { session } = this.link;
    if (session === undefined || session.isLate) {
      const grant = this.takeAlone(request);
      if (this.link.isConfigured) this.noteUncounted(grant);
      return grant;
    }
    if (this.isBehind) this.tell(session).catch(() => undefined);
    return this.takeShared(session, request);
  }

  moveIn(session: RedisSession): Promise<void> {
    // Redis does not know this replica by its new name.
    for (const [, use] of this.local.entries()) use.untold = use.running;
    session.onPrompt(() => {
      this.tell(session).catch(() => undefined);
    });
    return this.tell(session);
  }

  private takeAlone(request: LimitRequest, counted: Counted = {}): Grant {
    const { count } = this.replicas;
    const items = listItems(request, count === 1 ? WHOLE : (limit) => shareOf(limit, count));
    const grant = this.local.take(items, performance.now());
    return this.link.isConfigured ? { ...grant, settle: this.settling(counted) } : grant;
  }

  private async takeShared(session: RedisSession, request: LimitRequest): Promise<Grant> {
    const items = listItems(request, WHOLE);
    const counted: Counted = {};
    let alone: Grant | undefined;
    try {
      const { slot, ...verdict } = await this.redis.take(session, items, (late) => {
        counted.slot = late?.slot;
        const isCounted = late !== undefined && late.refusal === undefined;
        if (isCounted && alone?.refusal !== undefined) {
          this.redis.settle(session, late.slot, items.map(giveBack));
        }
        if (!isCounted && alone?.refusal === undefined) this.noteUncounted(alone);
      });
      const now = performance.now();
      this.local.noteShares(verdict.standings, { replicas: this.replicas.count, now });
      if (verdict.refusal !== undefined) return { ...verdict, taken: NOTHING };
      counted.slot = slot;
      return { ...verdict, taken: this.local.note(items, now), settle: this.settling(counted) };
    } catch (error) {
      if (!(error instanceof RedisGone)) throw error;
      alone = this.takeAlone(request, counted);
      if (session.isOver) this.noteUncounted(alone);
      return alone;
    }
  }

  private noteUncounted(grant: Grant | undefined): void {
    const now = performance.now();
    for (const taken of grant?.taken ?? NOTHING) {
      const { item, use } = taken;
      if (item.measure === 'concurrent') use.untold += 1;
      else taken.uncounted = use.noteUncounted(item.measure, now, item.cost);
      this.isBehind = true;
    }
  }

  private tell(session: RedisSession): Promise<void> {
    this.isBehind = false;
    return this.redis.report(session, this.local.entries(), performance.now());
  }

  private settling(counted: Counted): NonNullable<Grant['settle']> {
    return (corrections) => {
      const { session } = this.link;
      const told = corrections.filter(({ item, use }) => {
        if (item.measure !== 'concurrent') return counted.slot !== undefined;
        if (use.untold === 0) return true;
        use.untold -= 1;
        return false;
      });
      if (session !== undefined && told.length > 0) this.redis.settle(session, counted.slot ?? 0, told);
    };
  }
}

/** In which slot Redis counts a grant; unset where it does not. */
interface Counted {
  slot?: number;
}

function giveBack(item: LimitItem): Settlement {
  return { item, difference: -item.cost };
}
