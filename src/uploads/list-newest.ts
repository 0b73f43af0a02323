import type { ObjectPage, StoredObject } from '../contracts/stored-objects.js';

/** The objects of one instance, the newest first. */
export interface ListSource<Item extends StoredObject> {
  readPage(query: { readonly after?: string; readonly limit: number }): Promise<ObjectPage<Item>>;
  /** Those that the client may see. */
  filter(items: readonly Item[]): Promise<readonly Item[]>;
}

/** The object that the page before ended with. */
export interface ListCursor {
  readonly id: string;
  /** Which of the sources has it. */
  readonly source: number;
  readonly createdAt: number;
}

export interface ListRange {
  readonly after?: ListCursor;
  /** May be Infinity. */
  readonly limit: number;
}

/**
 * One page of several lists as one: the newest first, of the same second by the order of the sources, within a source as it
 * has them. Reads no more pages than it needs.
 */
export async function listNewest<Item extends StoredObject>(
  sources: readonly ListSource<Item>[],
  range: ListRange,
): Promise<ObjectPage<Item>> {
  const streams = sources.map((source, index) => readOn(source, index, range));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  const data: Item[] = [];
  for (;;) {
    const index = findNewest(heads);
    const head = heads[index];
    if (head === undefined || head.done === true) return { data, hasMore: false };
    if (data.length === range.limit) return { data, hasMore: true };
    data.push(head.value);
    heads[index] = (await streams[index]?.next()) ?? { done: true, value: undefined };
  }
}

/** What one source has beyond the cursor. */
async function* readOn<Item extends StoredObject>(
  source: ListSource<Item>,
  index: number,
  { after: cursor, limit }: ListRange,
): AsyncGenerator<Item, undefined> {
  const isBeyond = createFilter(index, cursor);
  let after = cursor?.source === index ? cursor.id : undefined;
  for (;;) {
    const { data, hasMore } = await source.readPage({ after, limit: limit + 1 });
    for (const item of await source.filter(data.filter(isBeyond))) yield item;
    const last = data.at(-1)?.id;
    // An upstream that stands still must not keep us here.
    if (!hasMore || last === undefined || last === after) return undefined;
    after = last;
  }
}

function createFilter(index: number, cursor: ListCursor | undefined): (item: StoredObject) => boolean {
  if (cursor === undefined || cursor.source === index) return () => true;
  const { createdAt, source } = cursor;
  return ({ created_at: time }) => time < createdAt || (time === createdAt && index > source);
}

function findNewest<Item extends StoredObject>(heads: readonly IteratorResult<Item, undefined>[]): number {
  let newest = -1;
  let newestTime = -Infinity;
  heads.forEach((head, index) => {
    if (head.done === true || (newest >= 0 && head.value.created_at <= newestTime)) return;
    newest = index;
    newestTime = head.value.created_at;
  });
  return newest;
}
