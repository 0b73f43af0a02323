import { Injectable } from '@nestjs/common';
import type { Principal } from '../../contracts/principal.js';
import type { AuditLogTable } from '../../store/account-tables.js';
import { Store } from '../../store/store.service.js';
import { type AccountPage, type AccountPageQuery, toPage } from '../account-page.js';

/** The administrative acts. Nothing here changes or deletes one. */
@Injectable()
export class AuditLog {
  constructor(private readonly store: Store) {}

  /** The newest first; a manager's are those about its team. @throws GatewayError store_unavailable. */
  async list(
    { role, team }: Principal,
    { limit, after }: AccountPageQuery,
  ): Promise<AccountPage<AuditLogTable & { readonly createdAt: number }>> {
    const rows = await this.store.run((db) => {
      let entries = db.selectFrom('auditLog').selectAll();
      if (role !== 'administrator') entries = entries.where('team', '=', team);
      // Versions are in the order of time, and each once.
      if (after !== undefined) entries = entries.where('version', '<', after.createdAt);
      return entries
        .orderBy('version', 'desc')
        .limit(limit + 1)
        .execute();
    });
    return toPage(
      rows.map((row) => ({ ...row, createdAt: row.version })),
      limit,
    );
  }
}
