import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { Instruments } from '../metrics/instruments.js';
import { RedisLink, type RedisTenant } from './redis-link.service.js';
import { RedisGone, type RedisSession } from './redis-session.js';
import { REPLICA_BEAT, REPLICA_TTL_MS, REPLICAS_KEY } from './replica-beat.js';

const BEAT_MS = 1_000;
const COUNT = {
  name: 'gateway_replicas',
  help: 'Replicas that share the limits, as far as this one knows.',
  labelNames: [],
};

/** How many replicas there are, counted by their signs of life in Redis; without Redis the number that is set. */
@Injectable()
export class Replicas implements RedisTenant, OnApplicationBootstrap, OnApplicationShutdown {
  /** The last count is kept while Redis is away. */
  count: number;
  /** This replica's name in Redis: another one on each connection, so that what it left behind on the last can be told. */
  self = '';
  private joinedAt = 0;
  private timer?: NodeJS.Timeout;

  constructor(
    settings: Settings,
    private readonly link: RedisLink,
    instruments: Instruments,
  ) {
    this.count = settings.replicas;
    link.register(this);
    instruments.gauge(COUNT, () => [{ value: this.count }]);
  }

  onApplicationBootstrap(): void {
    if (!this.link.isConfigured) return;
    this.timer = setInterval(() => {
      const { session } = this.link;
      if (session !== undefined) this.beat(session).catch(() => undefined);
    }, BEAT_MS);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async moveIn(session: RedisSession): Promise<void> {
    const before = this.self;
    this.self = randomUUID();
    this.joinedAt = Date.now();
    await this.say(session, before);
  }

  /** The others need not wait until it is taken for dead. */
  moveOut(session: RedisSession): Promise<unknown> {
    return session.send((client) => client.zrem(REPLICAS_KEY, this.self));
  }

  private async beat(session: RedisSession): Promise<void> {
    const isNew = await this.say(session, '');
    // It was taken for dead: what it had under this name is gone.
    if (isNew) session.end(new RedisGone('this replica was silent for too long'));
  }

  private async say(session: RedisSession, before: string): Promise<boolean> {
    const [isNew, count] = (await session.evaluate(REPLICA_BEAT, {
      keys: [REPLICAS_KEY],
      values: [this.self, before, REPLICA_TTL_MS],
    })) as [number, number];
    // After Redis was away the others come back one by one.
    const isGathering = Date.now() - this.joinedAt < REPLICA_TTL_MS;
    this.count = isGathering ? Math.max(this.count, count) : count;
    return isNew === 1;
  }
}
