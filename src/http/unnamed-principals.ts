import { BUILT_IN_ORGANISATION, BUILT_IN_TEAM, type Principal } from '../contracts/principal.js';

const BUILT_IN = { organisation: BUILT_IN_ORGANISATION, team: BUILT_IN_TEAM, role: 'member' } as const;

/** Who has shown no credential, or a wrong one: may use nothing. */
export const NOBODY: Principal = { ...BUILT_IN, key: 'none', routes: [] };

/** Everybody, where no credential is needed. Only on loopback is it one person's machine. */
export function openPrincipal(isOnLoopback: boolean): Principal {
  return { ...BUILT_IN, key: 'anonymous', ...(isOnLoopback ? { isOpen: true } : {}) };
}
