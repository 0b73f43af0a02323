import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Capabilities } from '../contracts/provider.js';
import { maySee } from '../contracts/rights.js';
import type { ListQuery, ObjectPage, StoredObject } from '../contracts/stored-objects.js';
import type { Door } from '../providers/provider-registry.js';
import { Instances, isNotFound, type Keeping, type Owner } from './instances.service.js';
import { type ListCursor, type ListSource, listNewest } from './list-newest.js';
import type { PageRequest } from './page-request.js';

/** How objects of one kind are listed. */
export interface Listing<Name extends Keeping, Item extends StoredObject> {
  readonly name: Name;
  readonly call: Call;
  readonly list: (capability: Capabilities[Name], query: ListQuery) => Observable<ObjectPage<Item>>;
  readonly retrieve: (capability: Capabilities[Name], id: string) => Observable<StoredObject>;
  /** The owners of those that were made through the gateway, by id. */
  readonly findOwners: (items: readonly Item[]) => Promise<ReadonlyMap<string, Owner>>;
}

/** OpenAI's list. */
export interface ObjectList<Item extends StoredObject> {
  readonly object: 'list';
  readonly data: readonly (Item & { readonly provider: string })[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** Lists what the instances keep as one list, less what is not the team's own. */
@Injectable()
export class ObjectLists {
  constructor(private readonly instances: Instances) {}

  async list<Name extends Keeping, Item extends StoredObject>(
    listing: Listing<Name, Item>,
    request: PageRequest,
  ): Promise<ObjectList<Item>> {
    const doors = this.instances.forList(listing.name, request.provider);
    const sources = doors.map((door) =>
      this.createSource(listing, door, { request, isAlone: doors.length === 1 }),
    );
    const page =
      request.order === 'desc'
        ? await listNewest(sources, {
            limit: request.limit,
            after: await this.findCursor(listing, doors, request),
          })
        : cutOldest(await listNewest(sources, { limit: Infinity }), request);
    const { data } = page;
    return {
      object: 'list',
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: page.hasMore,
    };
  }

  private createSource<Name extends Keeping, Item extends StoredObject>(
    listing: Listing<Name, Item>,
    door: Door<Name>,
    { request, isAlone }: { readonly request: PageRequest; readonly isAlone: boolean },
  ): ListSource<Item & { readonly provider: string }> {
    const provider = door.provider.name;
    const { call } = listing;
    return {
      readPage: async (range) => {
        const query = { ...range, filters: request.filters };
        const asked = this.instances.askAt(door, call, listing.list(door.capability, query));
        const { data, hasMore } = await (isAlone ? asked : asked.catch(readNothing));
        return { data: data.map((item) => ({ ...item, provider })), hasMore };
      },
      filter: (items) => keepOwn(items, listing),
    };
  }

  /** Where the page before ended. One list alone is asked by the id; several need to know its time. */
  private async findCursor<Name extends Keeping, Item extends StoredObject>(
    { name, call, retrieve }: Listing<Name, Item>,
    doors: readonly Door<Name>[],
    { after: id }: PageRequest,
  ): Promise<ListCursor | undefined> {
    if (id === undefined) return undefined;
    if (doors.length === 1) return { id, source: 0, createdAt: 0 };
    const found = await this.instances
      .ask(name, { id, owner: undefined, call }, (capability) => retrieve(capability, id))
      .catch((error: unknown) => {
        throw isNotFound(error) ? unknownCursor() : error;
      });
    const source = doors.findIndex(({ provider }) => provider === found.door.provider);
    return { id, source, createdAt: found.value.created_at };
  }
}

/** Among several, a server that knows no such list has nothing to add to it. */
function readNothing(error: unknown): { readonly data: readonly never[]; readonly hasMore: false } {
  if (isNotFound(error)) return { data: [], hasMore: false };
  throw error;
}

async function keepOwn<Item extends StoredObject, Shown extends Item>(
  items: readonly Shown[],
  { call, findOwners }: Pick<Listing<Keeping, Item>, 'call' | 'findOwners'>,
): Promise<readonly Shown[]> {
  const owners = await findOwners(items);
  return items.filter(({ id }) => maySee(call.principal, owners.get(id)?.team));
}

/** A page of the whole list turned round. */
function cutOldest<Item extends StoredObject>(
  { data }: ObjectPage<Item>,
  { after, limit }: PageRequest,
): ObjectPage<Item> {
  const oldestFirst = data.toReversed();
  const start = after === undefined ? 0 : oldestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw unknownCursor();
  return { data: oldestFirst.slice(start, start + limit), hasMore: start + limit < oldestFirst.length };
}

function unknownCursor(): GatewayError {
  return new GatewayError('invalid_request', 'after must be the id of an object that is there.', {
    param: 'after',
  });
}
