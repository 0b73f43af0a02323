import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { BatchesCapability, BatchObject } from '../contracts/batches.js';
import type { Call } from '../contracts/call.js';
import { BatchMappings } from '../store/batch-mappings.service.js';
import { FileOwners } from '../uploads/file-owners.service.js';
import { Instances } from '../uploads/instances.service.js';
import { type ObjectList, ObjectLists } from '../uploads/object-lists.service.js';
import { parsePageRequest } from '../uploads/page-request.js';
import type { ListedBatch } from './listed-batch.js';

/** Which batch, and who asks for it. */
export interface BatchQuery {
  readonly id: string;
  /** The instance that the client names. */
  readonly provider: string | undefined;
  readonly call: Call;
}

/** OpenAI's. */
const PAGE = { usual: 20, most: 100 };

@Injectable()
export class BatchesService {
  constructor(
    private readonly instances: Instances,
    private readonly lists: ObjectLists,
    private readonly mappings: BatchMappings,
    private readonly owners: FileOwners,
  ) {}

  list(query: Readonly<Record<string, unknown>>, call: Call): Promise<ObjectList<BatchObject>> {
    return this.lists.list(
      {
        name: 'batches',
        call,
        list: (batches, page) => batches.list(page, call),
        retrieve: (batches, id) => batches.retrieve(id, call),
        findOwners: async (items) => {
          const mappings = await this.mappings.findAll(items.map(({ id }) => id));
          const byId = new Map(mappings.map((mapping) => [mapping.id, mapping]));
          for (const item of items) await this.owners.note(byId.get(item.id), item);
          return byId;
        },
      },
      parsePageRequest(query, PAGE),
    );
  }

  retrieve(query: BatchQuery): Promise<ListedBatch> {
    return this.ask(query, (batches) => batches.retrieve(query.id, query.call));
  }

  cancel(query: BatchQuery): Promise<ListedBatch> {
    return this.ask(query, (batches) => batches.cancel(query.id, query.call));
  }

  private async ask(
    query: BatchQuery,
    ask: (batches: BatchesCapability) => Observable<BatchObject>,
  ): Promise<ListedBatch> {
    const owner = await this.mappings.find(query.id);
    const { door, value: batch } = await this.instances.ask('batches', { ...query, owner }, ask);
    await this.owners.note(owner, batch);
    return { ...batch, provider: door.provider.name };
  }
}
