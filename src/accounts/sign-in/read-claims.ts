import type { JWTPayload } from 'jose';
import type { Settings } from '../../config/settings.js';
import { BUILT_IN_TEAM, type Role } from '../../contracts/principal.js';

export type ClaimSettings = Pick<
  Settings,
  'oidcTeamClaim' | 'oidcTeams' | 'oidcRoleClaim' | 'oidcAdministrators' | 'oidcManagers'
>;

/** What a token says of its holder: the team's id, undefined where it names none that is mapped, and the role. */
export function readClaims(
  claims: JWTPayload,
  settings: ClaimSettings,
): { team: string | undefined; role: Role } {
  const roles = readTexts(claims, settings.oidcRoleClaim);
  const role = roles.some((value) => settings.oidcAdministrators.includes(value))
    ? 'administrator'
    : roles.some((value) => settings.oidcManagers.includes(value))
      ? 'manager'
      : 'member';
  const teams = new Map(settings.oidcTeams.map((entry) => splitAtLast(entry)));
  const named = readTexts(claims, settings.oidcTeamClaim)
    .map((value) => (teams.size === 0 ? value : teams.get(value)))
    .find((team) => team !== undefined);
  return { team: named ?? (role === 'administrator' ? BUILT_IN_TEAM : undefined), role };
}

/** A claim, by its path: a text, or a list of texts. */
function readTexts(claims: JWTPayload, path: string): readonly string[] {
  let value: unknown = Object.hasOwn(claims, path) ? claims[path] : undefined;
  if (value === undefined) {
    value = path.split('.').reduce<unknown>((inside, name) => {
      if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return undefined;
      return (inside as Record<string, unknown>)[name];
    }, claims);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((text): text is string => typeof text === 'string' && text !== '');
}

/** `<value of the claim>=<id of a team>` */
function splitAtLast(entry: string): [string, string] {
  const at = entry.lastIndexOf('=');
  return [entry.slice(0, at), entry.slice(at + 1)];
}
