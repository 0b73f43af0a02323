import type { AuditLogTable } from '../../store/account-tables.js';
import { toSeconds } from '../fields/to-seconds.js';

/** An entry of the audit log as clients see it. */
export function writeAuditEntry(row: AuditLogTable) {
  return {
    id: row.id,
    object: 'audit_entry',
    at: toSeconds(row.at),
    actor: { key: row.actorKey, team_id: row.actorTeam, role: row.actorRole },
    action: row.action,
    target: { type: row.objectType, id: row.objectId },
    team_id: row.team,
    before: parse(row.before),
    after: parse(row.after),
    address: row.address,
    request_id: row.requestId,
  };
}

function parse(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
