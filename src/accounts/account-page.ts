import { GatewayError } from '../contracts/gateway-error.js';

/** Which page of a list, the newest first. */
export interface AccountPageQuery {
  readonly limit: number;
  /** Where the page before ended. */
  readonly after?: AccountPosition;
}

export interface AccountPosition {
  readonly createdAt: number;
  readonly id: string;
}

export interface AccountPage<Row> {
  readonly rows: readonly Row[];
  readonly next: AccountPosition | undefined;
}

/** @param rows One more than the page has, where there is one. */
export function toPage<Row extends AccountPosition>(rows: readonly Row[], limit: number): AccountPage<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit ? last : undefined };
}

export function writeCursor(position: AccountPosition | undefined): string | null {
  if (position === undefined) return null;
  return Buffer.from(`${position.createdAt} ${position.id}`).toString('base64url');
}

/** @throws GatewayError 400 for what no list gave. */
export function readCursor(cursor: string): AccountPosition {
  const [, createdAt, id] =
    /^(\d{1,15}) ([\w-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAt !== undefined && id !== undefined) return { createdAt: Number(createdAt), id };
  throw new GatewayError('invalid_request', 'cursor must be the next_cursor of a page.', { param: 'cursor' });
}
