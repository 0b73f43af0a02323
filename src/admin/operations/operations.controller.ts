import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { AccountWrites } from '../../accounts/account-writes.service.js';
import type { Actor } from '../../accounts/actor.js';
import { AuditLog } from '../../accounts/audit/audit-log.service.js';
import { type AccountQuery, AccountQueryPipe } from '../account-query.pipe.js';
import { AdminController } from '../admin-controller.decorator.js';
import { CurrentActor } from '../current-actor.decorator.js';
import { requireAdministrator } from '../require-administrator.js';
import { writeList } from '../write-list.js';
import {
  AuditDocuments,
  ProvidersDocuments,
  RefreshCatalogueDocuments,
  SettingsDocuments,
} from './operations.documents.js';
import { Operations } from './operations.service.js';
import { writeAuditEntry } from './write-audit-entry.js';

@AdminController('')
export class OperationsController {
  constructor(
    private readonly audit: AuditLog,
    private readonly operations: Operations,
    private readonly writes: AccountWrites,
  ) {}

  @Get('audit')
  @AuditDocuments()
  async listAudit(@Query(new AccountQueryPipe()) query: AccountQuery, @CurrentActor() { principal }: Actor) {
    return writeList(await this.audit.list(principal, query), writeAuditEntry);
  }

  @Get('providers')
  @ProvidersDocuments()
  listProviders(@CurrentActor() actor: Actor) {
    requireAdministrator(actor);
    return this.operations.listProviders();
  }

  @Get('settings')
  @SettingsDocuments()
  readSettings(@CurrentActor() actor: Actor) {
    requireAdministrator(actor);
    return this.operations.readSettings();
  }

  @Post('catalogue/refresh')
  @HttpCode(200)
  @RefreshCatalogueDocuments()
  async refreshCatalogue(@CurrentActor() actor: Actor) {
    requireAdministrator(actor);
    const after = await this.operations.refreshCatalogue();
    const about = { objectType: 'catalogue', objectId: 'all', team: null } as const;
    return this.writes.change(actor, () =>
      Promise.resolve({ result: after, act: { action: 'catalogue.refresh', ...about, after } }),
    );
  }
}
