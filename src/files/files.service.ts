import { Injectable } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import type { DeletedFile, FileObject } from '../contracts/files.js';
import { RawAnswer } from '../http/raw-answer.js';
import { FileMappings, type FileOwner } from '../store/file-mappings.service.js';
import { FileOwners } from '../uploads/file-owners.service.js';
import { Instances, type Lookup } from '../uploads/instances.service.js';
import { type ObjectList, ObjectLists } from '../uploads/object-lists.service.js';
import { parsePageRequest } from '../uploads/page-request.js';
import type { ListedFile } from './listed-file.js';

/** Which file, and who asks for it. */
export interface FileRequest {
  readonly id: string;
  /** The instance that the client names. */
  readonly provider: string | undefined;
  readonly call: Call;
}

/** OpenAI's. */
const PAGE = { usual: 10_000, most: 10_000 };
/** Conditions of a client's that an upstream may know. */
const CONDITIONS = ['range', 'if-range', 'if-none-match', 'if-modified-since'];
/** `batch_output`, and the like. */
const RESULT_PURPOSE = 'batch_';
const BINARY = { 'content-type': 'application/octet-stream' };

@Injectable()
export class FilesService {
  constructor(
    private readonly instances: Instances,
    private readonly lists: ObjectLists,
    private readonly mappings: FileMappings,
    private readonly owners: FileOwners,
  ) {}

  list(query: Readonly<Record<string, unknown>>, call: Call): Promise<ObjectList<FileObject>> {
    const request = parsePageRequest(query, PAGE);
    return this.lists.list(
      {
        name: 'files',
        call,
        list: (files, page) => files.list(page, call),
        retrieve: (files, id) => files.retrieve(id, call),
        findOwners: (items) => this.findOwners(items, call),
      },
      request,
    );
  }

  async retrieve(request: FileRequest): Promise<ListedFile> {
    const lookup = await this.lookUp(request);
    const { id, call } = request;
    const { door, value } = await this.instances.ask('files', lookup, (files) => files.retrieve(id, call));
    return { ...value, provider: door.provider.name };
  }

  async delete(request: FileRequest): Promise<DeletedFile> {
    const lookup = await this.lookUp(request);
    const { id, call } = request;
    const { value } = await this.instances.ask('files', lookup, (files) => files.delete(id, call));
    await this.mappings.delete(id);
    return value;
  }

  /** The bytes, at the client's pace. */
  async readContent(request: FileRequest, headers: Readonly<Record<string, unknown>>): Promise<RawAnswer> {
    const lookup = await this.lookUp(request);
    const conditions = pickConditions(headers);
    const { id, call } = request;
    const { value } = await this.instances.open('files', lookup, (files) =>
      files.readContent(id, conditions, call),
    );
    return new RawAnswer(value.status, { ...BINARY, ...value.headers }, value.body);
  }

  /** Batches are looked at only for files that batches write. */
  private async findOwners(
    items: readonly FileObject[],
    call: Call,
  ): Promise<ReadonlyMap<string, FileOwner>> {
    const known = await this.mappings.ownersOf(items.map(({ id }) => id));
    const results = items.filter(({ id, purpose }) => !known.has(id) && purpose.startsWith(RESULT_PURPOSE));
    const found = await this.owners.ownersOf(
      results.map(({ id }) => id),
      call,
    );
    return new Map([...known, ...found]);
  }

  private async lookUp(request: FileRequest): Promise<Lookup> {
    return { ...request, owner: await this.owners.ownerOf(request.id, request.call) };
  }
}

function pickConditions(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const given = CONDITIONS.map((name) => [name, headers[name]] as const);
  return Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
