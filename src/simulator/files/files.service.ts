import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { SimulatorRequest } from '../edge/exchange.js';
import { createParameterError, SimulatorError } from '../edge/simulator-error.js';
import { isTooLarge, UPLOAD_PURPOSES } from './file-purposes.js';
import { FileStore } from './file-store.service.js';
import { cutPage } from './page.js';
import { type ArrivedFile, receiveUpload, type UploadPart } from './receive-upload.js';
import { parseServiceTime } from './service-time.js';
import { renderFile, type StoredFile } from './stored-file.js';

const LIST_SIZE = { usual: 2_000, most: 2_000 };

@Injectable()
export class FilesService {
  constructor(private readonly store: FileStore) {}

  /** @throws SimulatorError where the form is refused; nothing of it is left then. */
  async upload(request: SimulatorRequest): Promise<Record<string, unknown>> {
    const { exchange } = request;
    const parts: UploadPart[] = [];
    // The record shows what has come so far, also of an upload that breaks off.
    exchange.body = { multipart: parts };
    const arrived = await receive(request, () => this.store.createPath(), parts);
    try {
      return renderFile(this.keep(exchange.account, arrived, parts));
    } catch (error) {
      await Promise.all(arrived.map(({ path }) => rm(path, { force: true })));
      throw error;
    }
  }

  list(account: string, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const after = parseServiceTime(query.create_after, 'create_after') ?? -Infinity;
    const before = parseServiceTime(query.create_before, 'create_before') ?? Infinity;
    const isWanted = ({ purpose, createdAt }: StoredFile): boolean =>
      (query.purpose === undefined || query.purpose === purpose) && createdAt > after && createdAt < before;
    const { items, hasMore } = cutPage(this.store.list(account).filter(isWanted), query, LIST_SIZE);
    return { object: 'list', data: items.map(renderFile), has_more: hasMore };
  }

  private keep(account: string, arrived: readonly ArrivedFile[], parts: readonly UploadPart[]): StoredFile {
    const [file] = arrived;
    if (file === undefined) throw createFileError("'file' is a required property", 'file');
    if (arrived.length > 1) throw createFileError('only one file may be uploaded at a time', 'file');
    const purpose = readField(parts, 'purpose');
    const rule = UPLOAD_PURPOSES.get(purpose);
    if (rule === undefined) {
      const names = [...UPLOAD_PURPOSES.keys()].map((name) => `'${name}'`).join(', ');
      throw createFileError(`'purpose' must be one of ${names}`, 'purpose');
    }
    if (file.bytes === 0) throw createFileError('the file is empty', 'file');
    if (file.isCut || isTooLarge(rule, file.filename, file.bytes)) throw new SimulatorError(TOO_LARGE);
    const { filename, bytes, path } = file;
    return this.store.add(rule.prefix, { account, filename, purpose, bytes, path });
  }
}

async function receive(
  request: SimulatorRequest,
  createPath: () => string,
  parts: UploadPart[],
): Promise<readonly ArrivedFile[]> {
  try {
    return await receiveUpload(request, createPath, parts);
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'unknown';
    throw createParameterError(`The multipart form cannot be read: ${problem}`);
  }
}

function readField(parts: readonly UploadPart[], name: string): string {
  const part = parts.find((candidate) => candidate.name === name);
  return part !== undefined && 'value' in part ? part.value : '';
}

function createFileError(message: string, param: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: null,
    type: 'invalid_request_error',
    message,
    param,
    stage: 'service',
  });
}

const TOO_LARGE = {
  status: 400,
  code: 'BadRequest.TooLarge',
  type: 'BadRequest.TooLarge',
  message: 'Payload Too Large.',
  stage: 'service',
} as const;
