import { createParameterError } from '../edge/simulator-error.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

export interface PageQuery {
  readonly after?: unknown;
  readonly limit?: unknown;
}

/**
 * What follows the item `after`, so many of it.
 * @throws SimulatorError 400 where the limit or the item is none.
 */
export function cutPage<Item extends { readonly id: string }>(
  all: readonly Item[],
  { after, limit }: PageQuery,
  { usual, most }: { usual: number; most: number },
): Page<Item> {
  const size = limit === undefined || limit === '' ? usual : Number(limit);
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw createParameterError(`Range of limit should be [1, ${most}]`);
  }
  const isFromStart = after === undefined || after === '';
  const position = isFromStart ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (!isFromStart && position === 0) {
    throw createParameterError('after must be the id of an item of the list');
  }
  return { items: all.slice(position, position + size), hasMore: position + size < all.length };
}
