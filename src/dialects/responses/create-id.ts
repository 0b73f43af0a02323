import { randomUUID } from 'node:crypto';

export type IdPrefix = 'resp' | 'msg' | 'rs' | 'fc' | 'ctc' | 'tsc' | 'cmp' | 'call';

/** An id that nobody can guess, since it gives access to what it names. */
export function createId(prefix: IdPrefix): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
