import type { ResponsesItem } from '../contracts/responses.js';
import type { ItemPage } from '../store/responses/item-page.js';

/** A page of items as clients get it. */
export interface ItemList {
  readonly object: 'list';
  readonly data: readonly ResponsesItem[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

export function writeItemList({ items, hasMore }: ItemPage): ItemList {
  return {
    object: 'list',
    data: items,
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
