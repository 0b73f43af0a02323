import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { catchError, defer, EMPTY, exhaustMap, Subject, Subscription, timer } from 'rxjs';
import { Settings } from '../config/settings.js';
import { Store } from '../store/store.service.js';
import { type AccountChanges, readChanges, readVersion } from './read-changes.js';

/** A replica sees the change of another after so long at the latest, where nothing tells it sooner. */
const POLL_MS = 4_000;

/** Keeps this replica in step with the accounts in the store: what it holds of them is dropped when they change. */
@Injectable()
export class AccountAgreement implements OnApplicationBootstrap, OnApplicationShutdown {
  /** What changed, in order; emits before `refresh` resolves. */
  readonly changes = new Subject<AccountChanges>();
  private readonly polls = new Subscription();
  private readonly readers: (() => Promise<void>)[] = [];
  private held = 0;
  private agreedAt = -Infinity;
  private refreshing: Promise<void> | undefined;

  constructor(
    private readonly store: Store,
    private readonly settings: Settings,
  ) {}

  /** The number of the latest change that this replica knows of. */
  get version(): number {
    return this.held;
  }

  /** Whether what is held may still be relied on: the store answered not too long ago. */
  get isCurrent(): boolean {
    return performance.now() - this.agreedAt < this.settings.storeOutageGraceMs;
  }

  /** What reads anew as a part of every change; where it fails, the change counts as not seen yet. */
  beforeChanges(read: () => Promise<void>): void {
    this.readers.push(read);
  }

  /** The store has just been opened, so it answers. */
  async onApplicationBootstrap(): Promise<void> {
    this.held = await readVersion(this.store);
    this.agreedAt = performance.now();
    const rounds = timer(POLL_MS, POLL_MS).pipe(
      exhaustMap(() => defer(() => this.refresh()).pipe(catchError(() => EMPTY))),
    );
    this.polls.add(rounds.subscribe());
  }

  onApplicationShutdown(): void {
    this.polls.unsubscribe();
    this.changes.complete();
  }

  /**
   * Resolves when every change that was there before the call is seen here.
   * @throws GatewayError store_unavailable.
   */
  async refresh(): Promise<void> {
    // One that is under way may have read before the change.
    await this.refreshing?.catch(() => undefined);
    this.refreshing ??= this.read().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
  }

  private async read(): Promise<void> {
    const askedAt = performance.now();
    const changes = await readChanges(this.store, this.held);
    if (changes !== undefined) await Promise.all(this.readers.map((read) => read()));
    this.agreedAt = askedAt;
    if (changes === undefined) return;
    this.held = changes.version;
    this.changes.next(changes);
  }
}
