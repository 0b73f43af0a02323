import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { Instruments } from '../metrics/instruments.js';
import { connectRedis } from './connect-redis.js';
import { RedisGone, RedisSession } from './redis-session.js';

/** Somebody who keeps something in Redis. */
export interface RedisTenant {
  /** With each new connection, before anybody uses it; where this fails, the connection counts as not made. */
  moveIn(session: RedisSession): Promise<unknown>;
  /** Before the connection is closed at the end. */
  moveOut?(session: RedisSession): Promise<unknown>;
}

/** What was only late is there again at once. */
const FIRST_PAUSE_MS = 20;
const UP = {
  name: 'gateway_redis_up',
  help: 'Whether Redis can be used; not there without one.',
  labelNames: [],
};
const LONGEST_PAUSE_MS = 2_000;
const END = new RedisGone('the gateway shuts down');

/**
 * The connection to Redis, where REDIS_URL names one. Lost, it is `undefined` at once and for everybody; in the background it
 * is tried again until it works. The log says so once, a metric all the time.
 */
@Injectable()
export class RedisLink implements OnApplicationBootstrap, OnApplicationShutdown {
  /** Undefined while there is no Redis to ask. */
  session?: RedisSession;
  private readonly tenants: RedisTenant[] = [];
  private retry?: NodeJS.Timeout;
  private isClosed = false;
  private isLost = false;

  constructor(
    private readonly settings: Settings,
    private readonly instruments: Instruments,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  get isConfigured(): boolean {
    return this.settings.redisUrl !== undefined;
  }

  get status(): 'off' | 'ok' | 'degraded' {
    if (!this.isConfigured) return 'off';
    return this.isUp ? 'ok' : 'degraded';
  }

  private get isUp(): boolean {
    return this.session?.isLate === false;
  }

  /** In the order in which they are given. To be called before the application starts. */
  register(tenant: RedisTenant): void {
    this.tenants.push(tenant);
  }

  /** One attempt is waited for, so that the first requests are counted together; a Redis that is away does not keep the start. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.isConfigured) return;
    this.instruments.gauge(UP, () => [{ value: this.isUp ? 1 : 0 }]);
    await this.open(FIRST_PAUSE_MS);
  }

  /** Nest calls this when the requests under way have ended. */
  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    const { session } = this;
    if (session === undefined) return;
    await Promise.allSettled(this.tenants.map((tenant) => Promise.resolve(tenant.moveOut?.(session))));
    session.end(END);
  }

  private async open(pauseMs: number): Promise<void> {
    try {
      const session = await this.connect();
      if (this.isClosed) session.end(END);
      else this.use(session);
    } catch (error) {
      this.lose(error as Error, pauseMs);
    }
  }

  private async connect(): Promise<RedisSession> {
    const client = await connectRedis(this.settings.redisUrl ?? '');
    const session = new RedisSession(client);
    session.onEnd((error) => {
      if (this.session !== session) return;
      this.session = undefined;
      this.lose(error, FIRST_PAUSE_MS);
    });
    try {
      for (const tenant of this.tenants) await tenant.moveIn(session);
    } catch (error) {
      session.end(error as Error);
      throw error;
    }
    return session;
  }

  private use(session: RedisSession): void {
    this.session = session;
    if (this.isLost) this.logger.info('Redis works again');
    this.isLost = false;
  }

  private lose(error: Error, pauseMs: number): void {
    if (this.isClosed) return;
    if (!this.isLost) {
      this.logger.warn(
        { reason: error.message },
        'Redis cannot be used: limits go on with the share of this replica',
      );
    }
    this.isLost = true;
    this.retry = setTimeout(() => {
      this.open(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)).catch(() => undefined);
    }, pauseMs);
    this.retry.unref();
  }
}
