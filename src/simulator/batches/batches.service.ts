import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SimulatorError } from '../edge/simulator-error.js';
import { FileStore } from '../files/file-store.service.js';
import { cutPage } from '../files/page.js';
import { parseServiceTime } from '../files/service-time.js';
import { type Batch, type BatchTimes, readNow, renderBatch, stopBatch } from './batch.js';
import { BatchRunner } from './batch-runner.service.js';
import { createBatchError, parseBatchRequest } from './parse-batch-request.js';

const LIST_SIZE = { usual: 20, most: 100 };

/** The batches of all accounts. */
@Injectable()
export class BatchesService {
  private readonly batches: Batch[] = [];

  constructor(
    private readonly files: FileStore,
    private readonly runner: BatchRunner,
  ) {}

  create(account: string, body: unknown): Batch {
    const request = parseBatchRequest(body);
    if (this.files.find(account, request.inputFileId)?.purpose !== 'batch') {
      throw createBatchError(`input_file_id does not exist: ${request.inputFileId}`, 'input_file_id');
    }
    const batch: Batch = {
      ...request,
      id: `batch_${randomUUID()}`,
      account,
      createdAt: readNow(),
      status: 'validating',
      errors: null,
      outputFileId: null,
      errorFileId: null,
      times: createTimes(),
      counts: { total: 0, completed: 0, failed: 0 },
      stopping: new AbortController(),
    };
    this.batches.unshift(batch);
    this.runner.start(batch);
    return batch;
  }

  /** @throws SimulatorError 404 also for a batch of another account. */
  require(account: string, id: string): Batch {
    const found = this.batches.find((batch) => batch.id === id && batch.account === account);
    if (found !== undefined) return found;
    throw new SimulatorError({
      status: 404,
      code: 'not_found',
      type: 'invalid_request_error',
      message: `No such Batch object: ${id}`,
      param: 'id',
      stage: 'service',
    });
  }

  /** `cancelling_at` is still null in the answer to this, as recorded. */
  cancel(account: string, id: string): Batch {
    const batch = this.require(account, id);
    switch (batch.status) {
      case 'validating':
      case 'in_progress':
      case 'finalizing':
        batch.status = 'cancelling';
        stopBatch(batch, 'cancel');
        return batch;
      case 'cancelling':
        return batch;
      case 'failed':
      case 'completed':
      case 'expired':
      case 'cancelled':
        throw createBatchError(`Cannot cancel a batch with status '${batch.status}'.`, 'id');
    }
  }

  /** Newest first; an empty list is null, as recorded. */
  list(account: string, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const isWanted = createFilter(query);
    const all = this.batches.filter((batch) => batch.account === account && isWanted(batch));
    const { items, hasMore } = cutPage(all, query, LIST_SIZE);
    return {
      object: 'list',
      data: items.length === 0 ? null : items.map(renderBatch),
      first_id: items[0]?.id ?? null,
      last_id: items.at(-1)?.id ?? null,
      has_more: hasMore,
    };
  }
}

function createFilter(query: Readonly<Record<string, unknown>>): (batch: Batch) => boolean {
  const { ds_name: name, status, input_file_ids: inputs } = query;
  const after = parseServiceTime(query.create_after, 'create_after') ?? -Infinity;
  const before = parseServiceTime(query.create_before, 'create_before') ?? Infinity;
  const isIn = (list: unknown, value: string): boolean =>
    typeof list !== 'string' || list.split(',').includes(value);
  return (batch) =>
    isIn(status, batch.status) &&
    isIn(inputs, batch.inputFileId) &&
    isNamed(batch, name) &&
    batch.createdAt > after &&
    batch.createdAt < before;
}

function isNamed({ metadata: { ds_name: name } }: Batch, fragment: unknown): boolean {
  if (typeof fragment !== 'string') return true;
  return typeof name === 'string' && name.includes(fragment);
}

function createTimes(): BatchTimes {
  return {
    in_progress_at: null,
    finalizing_at: null,
    completed_at: null,
    failed_at: null,
    expired_at: null,
    cancelling_at: null,
    cancelled_at: null,
  };
}
