import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AccountAgreement } from '../accounts/account-agreement.service.js';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { DrainService } from './drain.service.js';

/** Ends what keys have under way that are switched off or revoked, where the operator wants that. */
@Injectable()
export class RevokedRuns implements OnApplicationBootstrap {
  constructor(
    private readonly settings: Settings,
    private readonly agreement: AccountAgreement,
    private readonly drain: DrainService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.revokedStreams === 'finish') return;
    this.agreement.changes.subscribe(({ keys }) => {
      this.drain.interruptWhere(
        ({ key }) => keys?.get(key)?.isUsable === false,
        new GatewayError('invalid_api_key', 'The key of this request was taken back while it ran.'),
      );
    });
  }
}
