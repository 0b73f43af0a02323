import { GatewayError } from '../../contracts/gateway-error.js';
import type { ResponsesItem } from '../../contracts/responses.js';
import { parseItem } from './item-rows.js';

/** One page of items. */
export interface ItemQuery {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The id of the item that the page before ended with. */
  readonly after?: string;
}

export interface ItemPage {
  readonly items: readonly ResponsesItem[];
  readonly hasMore: boolean;
}

/** From one row more than the page has. */
export function toPage(rows: readonly { readonly json: string }[], { limit }: ItemQuery): ItemPage {
  return { items: rows.slice(0, limit).map(parseItem), hasMore: rows.length > limit };
}

export function unknownCursor(after: string): GatewayError {
  return new GatewayError('invalid_request', `There is no item ${after} in this list.`, { param: 'after' });
}
