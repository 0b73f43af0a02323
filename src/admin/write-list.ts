import { type AccountPage, writeCursor } from '../accounts/account-page.js';

/** A page as clients get it. */
export interface AccountList<View> {
  readonly data: readonly View[];
  readonly has_more: boolean;
  /** The `cursor` of the next page. */
  readonly next_cursor: string | null;
}

export function writeList<Row, View>(
  { rows, next }: AccountPage<Row>,
  write: (row: Row) => View,
): AccountList<View> {
  return { data: rows.map(write), has_more: next !== undefined, next_cursor: writeCursor(next) };
}
