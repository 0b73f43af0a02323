import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { type Observable, Subject } from 'rxjs';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { connectRedis } from './connect-redis.js';
import { RedisLink, type RedisTenant } from './redis-link.service.js';
import { RedisGone, type RedisSession } from './redis-session.js';
import { KEY_PREFIX } from './replica-beat.js';

/** Something that replicas hold copies of is not what it was. Small: it names the thing, and never contains it. */
export interface Change {
  /** E.g. `key` or `team`. */
  readonly kind: string;
  readonly id: string;
}

const CHANNEL = `${KEY_PREFIX}changes`;

/** Tells every replica of changes: this one at once, the others by way of Redis where there is one. */
@Injectable()
export class ChangeFeed implements RedisTenant {
  private readonly announced = new Subject<Change>();
  private readonly interrupted = new Subject<void>();
  /** Changes of any replica, this one included; those of this one before `publish` returns. */
  readonly changes: Observable<Change> = this.announced.asObservable();
  /** Emits whenever changes may have been missed, since the way to the others was broken: copies should be read anew. */
  readonly gaps: Observable<void> = this.interrupted.asObservable();

  constructor(
    private readonly settings: Settings,
    private readonly link: RedisLink,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {
    link.register(this);
  }

  /** Whether the other replicas hear of changes at once; if not, they must look for themselves. */
  get isShared(): boolean {
    return this.link.session !== undefined;
  }

  publish(change: Change): void {
    this.announced.next(change);
    // Who is cut off learns of it by the gap.
    this.link.session
      ?.send((client) => client.publish(CHANNEL, JSON.stringify(change)))
      .catch(() => undefined);
  }

  /** Redis lets a connection that listens do nothing else, so there is a second one, which lives as long as the first. */
  async moveIn(session: RedisSession): Promise<void> {
    const listener = await connectRedis(this.settings.redisUrl ?? '');
    session.onEnd(() => {
      listener.disconnect();
    });
    listener.on('error', session.end);
    listener.on('close', () => {
      session.end(new RedisGone('the connection for changes was closed'));
    });
    listener.on('message', (_channel, text) => {
      this.receive(text);
    });
    await listener.subscribe(CHANNEL);
    this.interrupted.next();
  }

  private receive(text: string): void {
    const change = parseChange(text);
    if (change !== undefined) this.announced.next(change);
    else this.logger.warn('a message among the changes in Redis is none');
  }
}

function parseChange(text: string): Change | undefined {
  try {
    const { kind, id } = JSON.parse(text) as Partial<Record<keyof Change, unknown>>;
    return typeof kind === 'string' && typeof id === 'string' ? { kind, id } : undefined;
  } catch {
    return undefined;
  }
}
