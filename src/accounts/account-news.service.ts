import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Subscription } from 'rxjs';
import { ChangeFeed } from '../redis/change-feed.service.js';
import { AccountAgreement } from './account-agreement.service.js';

const KIND = 'accounts';

/** Tells the other replicas of changes of accounts, so that they need not wait until they look into the store. */
@Injectable()
export class AccountNews implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly subscriptions = new Subscription();
  /** The latest change that the feed has had. */
  private told = 0;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly agreement: AccountAgreement,
  ) {}

  onApplicationBootstrap(): void {
    this.subscriptions.add(
      this.agreement.changes.subscribe(({ version }) => {
        if (version <= this.told) return;
        this.told = version;
        this.feed.publish({ kind: KIND, id: String(version) });
      }),
    );
    this.subscriptions.add(
      this.feed.changes.subscribe(({ kind, id }) => {
        if (kind !== KIND || Number(id) <= this.agreement.version) return;
        this.told = Number(id);
        this.look();
      }),
    );
    this.subscriptions.add(
      this.feed.gaps.subscribe(() => {
        this.look();
      }),
    );
  }

  onApplicationShutdown(): void {
    this.subscriptions.unsubscribe();
  }

  /** Where the store does not answer now, the agreement looks again by itself. */
  private look(): void {
    this.agreement.refresh().catch(() => undefined);
  }
}
