import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { BatchStatus } from '../contracts/batches.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { RawAnswer } from '../http/raw-answer.js';
import { InputLines } from '../store/input-lines.service.js';
import { Instances } from '../uploads/instances.service.js';
import { type BatchQuery, BatchesService } from './batches.service.js';
import type { ListedBatch } from './listed-batch.js';
import { writeResults } from './write-results.js';

const ENDED: ReadonlySet<BatchStatus> = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** The answers of a batch as one JSON document, made while it is read. */
@Injectable()
export class BatchResults {
  constructor(
    private readonly batches: BatchesService,
    private readonly instances: Instances,
    private readonly inputLines: InputLines,
  ) {}

  /** @throws GatewayError 409 for a batch that has not ended. */
  async read(query: BatchQuery): Promise<RawAnswer> {
    const batch = await this.batches.retrieve(query);
    if (!ENDED.has(batch.status)) throw notReady(batch);
    const indexOf = await this.inputLines.read(batch.input_file_id);
    // A batch that is completed may lack either file, or both.
    const [first, ...rest] = [batch.output_file_id, batch.error_file_id].filter(isFileId);
    // The first is opened before anything is sent, so that its failure has its status.
    const opened = first === undefined ? [] : [await this.open(first, batch, query)];
    const bodies = [
      ...opened.map((body) => () => Promise.resolve(body)),
      ...rest.map((id) => () => this.open(id, batch, query)),
    ];
    const body = Readable.from(writeResults(batch, bodies, indexOf), { objectMode: false });
    body.once('close', () => {
      for (const source of opened) source.destroy();
    });
    return new RawAnswer(200, { 'content-type': 'application/json; charset=utf-8' }, body);
  }

  private async open(id: string, { provider }: ListedBatch, { call }: BatchQuery): Promise<Readable> {
    const lookup = { id, call, owner: { provider, team: call.principal.team } };
    const { value } = await this.instances.open('files', lookup, (files) => files.readContent(id, {}, call));
    return value.body;
  }
}

function isFileId(id: string | null): id is string {
  return id !== null && id !== '';
}

function notReady({ status, request_counts: counts }: ListedBatch): GatewayError {
  const { completed, failed, total } = counts as Readonly<Record<string, number>>;
  return new GatewayError(
    'conflict',
    `The batch is ${status}, ${String((completed ?? 0) + (failed ?? 0))} of ${String(total ?? 0)} requests done; ask again when it has ended.`,
    { param: 'id' },
  );
}
