import type { Organisation, Team } from '../../accounts/teams/team.js';
import { readLimits, writeLimits } from '../fields/convert-limits.js';
import { toSeconds } from '../fields/to-seconds.js';
import type { UpdateTeamDto } from './team.dto.js';

export type OrganisationView = ReturnType<typeof writeOrganisation>;
export type TeamView = ReturnType<typeof writeTeam>;

export function writeOrganisation({ id, name, labels = {}, createdAt, version }: Organisation) {
  return { id, object: 'organisation', name, labels, created_at: toSeconds(createdAt), version };
}

export function writeTeam(team: Team) {
  const limits = writeLimits(team.limits);
  return { ...writeOrganisation(team), object: 'team', organisation_id: team.organisation, limits };
}

/** Only what the body has; null takes away. */
export function readTeamChanges({ name, labels, limits }: UpdateTeamDto) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels: labels ?? undefined }),
    ...(limits === undefined ? {} : { limits: readLimits(limits) }),
  };
}
