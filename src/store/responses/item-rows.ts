import type { ResponsesItem } from '../../contracts/responses.js';
import { completeItem } from './store-item.js';

/** Rows of one statement: drivers limit the number of its parameters. */
const ROWS_AT_ONCE = 500;

export interface ItemRow {
  readonly id: string;
  readonly team: string;
  readonly json: string;
}

export function toItemRows(items: readonly ResponsesItem[], team: string): readonly ItemRow[] {
  return items.map((item) => {
    const complete = completeItem(item);
    return { id: complete.id, team, json: JSON.stringify(complete) };
  });
}

export function sizeOf(rows: readonly ItemRow[]): number {
  return rows.reduce((size, { json }) => size + json.length, 0);
}

export function parseItem({ json }: Pick<ItemRow, 'json'>): ResponsesItem {
  return JSON.parse(json) as ResponsesItem;
}

export function inChunks<Value>(
  values: readonly Value[],
  size = ROWS_AT_ONCE,
): readonly (readonly Value[])[] {
  const count = Math.ceil(values.length / size);
  return Array.from({ length: count }, (_, chunk) => values.slice(chunk * size, (chunk + 1) * size));
}
