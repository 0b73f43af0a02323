/** Who makes a call. Stored objects belong to the team; the key is kept for audit. */
export interface Principal {
  readonly team: string;
  /** The key's id, never its secret. */
  readonly key: string;
  readonly role: Role;
}

export type Role = 'administrator' | 'manager' | 'member';

/** The one team that exists until teams can be made. */
export const BUILT_IN_TEAM = 'default';
