import { randomBytes } from 'node:crypto';

const ID_BYTES = 12;

/** e.g. `team_6f0d2f6c5f0e9d3a8a390d6f` */
export function createAccountId(kind: 'org' | 'team' | 'key'): string {
  return `${kind}_${randomBytes(ID_BYTES).toString('hex')}`;
}
