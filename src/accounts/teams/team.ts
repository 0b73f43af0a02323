import type { RateLimits } from '../../contracts/rate-limits.js';
import type { OrganisationsTable, TeamsTable } from '../../store/account-tables.js';
import { type Labels, parseLabels, parseLimits } from '../account-columns.js';

export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly labels?: Labels;
  readonly createdAt: number;
  readonly version: number;
}

export interface Team extends Organisation {
  readonly organisation: string;
  readonly limits?: RateLimits;
}

export function toOrganisation({ id, name, labels, createdAt, version }: OrganisationsTable): Organisation {
  return { id, name, labels: parseLabels(labels), createdAt, version };
}

export function toTeam(row: TeamsTable): Team {
  return { ...toOrganisation(row), organisation: row.organisation, limits: parseLimits(row.limits) };
}
