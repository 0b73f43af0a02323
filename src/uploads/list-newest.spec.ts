import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../contracts/stored-objects.js';
import { type ListRange, type ListSource, listNewest } from './list-newest.js';

/** `a5` was made at 5. */
function createSource(ids: string, pageSize = 2, hidden = ''): ListSource<StoredObject> & { pages: number } {
  const items = ids.split(' ').map((id) => ({ id, created_at: Number(/\d+/.exec(id)) }));
  const source = {
    pages: 0,
    readPage: ({ after, limit }: { after?: string; limit: number }) => {
      source.pages += 1;
      const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1;
      const end = start + Math.min(limit, pageSize);
      return Promise.resolve({ data: items.slice(start, end), hasMore: end < items.length });
    },
    filter: (page: readonly StoredObject[]) =>
      Promise.resolve(page.filter(({ id }) => !hidden.split(' ').includes(id))),
  };
  return source;
}

async function read(sources: readonly ListSource<StoredObject>[], range: ListRange): Promise<string> {
  const { data, hasMore } = await listNewest(sources, range);
  return `${data.map(({ id }) => id).join(' ')}${hasMore ? ' …' : ''}`;
}

describe('listNewest', () => {
  it('merges lists by time, and lists of the same second by their order', async () => {
    const sources = [createSource('a9 a5 a5x a1'), createSource('b9 b7 b5')];
    expect(await read(sources, { limit: 10 })).toBe('a9 b9 b7 a5 a5x b5 a1');
  });

  it('goes on after each object as if there had been no pages', async () => {
    const lists = ['a9 a5 a5x a1', 'b9 b7 b5', 'c5 c3'];
    const all = 'a9 b9 b7 a5 a5x b5 c5 c3 a1'.split(' ');
    for (const [position, id] of all.entries()) {
      const source = lists.findIndex((list) => list.split(' ').includes(id));
      const after = { id, source, createdAt: Number(/\d+/.exec(id)) };
      const rest = await read(
        lists.map((list) => createSource(list)),
        { limit: 100, after },
      );
      expect(rest).toBe(all.slice(position + 1).join(' '));
    }
  });

  it('reads no more pages than it needs', async () => {
    const source = createSource('a9 a8 a7 a6 a5 a4', 2);
    expect(await read([source], { limit: 2 })).toBe('a9 a8 …');
    expect(source.pages).toBe(2);
  });

  it('reads on where a whole page is not for the client', async () => {
    const source = createSource('a9 a8 a7 a6', 2, 'a9 a8 a7');
    expect(await read([source], { limit: 1 })).toBe('a6');
  });

  it('ends where an upstream stands still', async () => {
    const item = { id: 'a1', created_at: 1 };
    const source: ListSource<StoredObject> = {
      readPage: () => Promise.resolve({ data: [item], hasMore: true }),
      filter: (items) => Promise.resolve(items),
    };
    expect(await read([source], { limit: 100 })).toBe('a1 a1');
  });
});
