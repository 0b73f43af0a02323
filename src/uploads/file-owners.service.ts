import { Injectable } from '@nestjs/common';
import type { BatchObject } from '../contracts/batches.js';
import type { Call } from '../contracts/call.js';
import type { FileReferences } from '../contracts/file-references.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { maySee } from '../contracts/rights.js';
import { type BatchMapping, BatchMappings } from '../store/batch-mappings.service.js';
import { FileMappings, type FileOwner } from '../store/file-mappings.service.js';
import { Instances } from './instances.service.js';

/** So many of the newest batches of each instance are looked at for files of which nothing is known yet. */
const PAGE = 100;
const PAGES = 5;

/**
 * Whose a file is. The files that a batch writes are its team's from the start, though the gateway learns of them only when
 * somebody asks.
 */
@Injectable()
export class FileOwners implements FileReferences {
  constructor(
    private readonly files: FileMappings,
    private readonly batches: BatchMappings,
    private readonly instances: Instances,
  ) {}

  async ownerOf(id: string, call: Call): Promise<FileOwner | undefined> {
    return (await this.ownersOf([id], call)).get(id);
  }

  /** Those that have one, by id. Asks the instances where that may tell the caller more. */
  async ownersOf(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, FileOwner>> {
    const owners = await this.files.ownersOf(ids);
    // Whoever sees a file without an owner needs not know more.
    if (owners.size === new Set(ids).size || maySee(call.principal, undefined)) return owners;
    const missing = new Set(ids.filter((id) => !owners.has(id)));
    return (await this.learn(missing, call)) ? this.files.ownersOf(ids) : owners;
  }

  async requireVisible(ids: Iterable<string>, call: Call): Promise<void> {
    const named = [...ids];
    const owners = await this.ownersOf(named, call);
    const unknown = named.find((id) => !maySee(call.principal, owners.get(id)?.team));
    if (unknown === undefined) return;
    const quoted = JSON.stringify(unknown.slice(0, 200));
    throw new GatewayError('not_found', `There is no file ${quoted}, which the messages name.`, {
      param: 'messages',
    });
  }

  /** From now on the files that a batch has written are its team's. Whether that is new. */
  async note(mapping: BatchMapping | undefined, batch: BatchObject): Promise<boolean> {
    const { output_file_id: outputFileId, error_file_id: errorFileId } = batch;
    if (mapping === undefined) return false;
    if (mapping.outputFileId === outputFileId && mapping.errorFileId === errorFileId) return false;
    await this.batches.recordResults(batch.id, { outputFileId, errorFileId });
    return true;
  }

  /** Looks at the newest batches until each file was found in one. Whether anything was learnt. */
  private async learn(missing: Set<string>, call: Call): Promise<boolean> {
    let hasLearnt = false;
    for (const door of this.instances.forList('batches', undefined)) {
      let after: string | undefined;
      for (let page = 0; page < PAGES && missing.size > 0; page += 1) {
        const query = { after, limit: PAGE, filters: {} };
        const asked = this.instances.askAt(door, call, door.capability.list(query, call));
        // An instance without batches, or that fails, has nothing to tell.
        const { data, hasMore } = await asked.catch(() => ({ data: [], hasMore: false }));
        const mappings = await this.batches.findAll(data.map(({ id }) => id));
        const byId = new Map(mappings.map((mapping) => [mapping.id, mapping]));
        for (const batch of data) {
          for (const id of [batch.output_file_id, batch.error_file_id]) if (id !== null) missing.delete(id);
          if (await this.note(byId.get(batch.id), batch)) hasLearnt = true;
        }
        after = data.at(-1)?.id;
        if (!hasMore || after === undefined) break;
      }
    }
    return hasLearnt;
  }
}
