import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { RESULT_PREFIX, RESULT_PURPOSE } from '../files/file-purposes.js';
import { FileStore } from '../files/file-store.service.js';
import { type Batch, readStopReason } from './batch.js';
import { BatchClock } from './batch-clock.service.js';
import { createCancelledLine, LineEngine } from './line-engine.service.js';
import { readLines } from './read-lines.js';
import { createResultFile, type ResultFile } from './result-file.js';

/** Lines between two looks at what else waits. */
const LINES_PER_TURN = 20;

/** Answers the lines of a batch into its output and error files, holding no more than one line. */
@Injectable()
export class LineRunner {
  constructor(
    private readonly clock: BatchClock,
    private readonly files: FileStore,
    private readonly engine: LineEngine,
  ) {}

  async run(batch: Batch): Promise<void> {
    const output = createResultFile(this.files.createPath());
    const errors = createResultFile(this.files.createPath());
    try {
      await this.answerLines(batch, output, errors);
    } finally {
      batch.outputFileId = await this.keep(batch, output, 'success');
      batch.errorFileId = await this.keep(batch, errors, 'error');
    }
  }

  private async answerLines(batch: Batch, output: ResultFile, errors: ResultFile): Promise<void> {
    const { counts, endpoint, stopping } = batch;
    const { path } = this.files.require(batch.account, batch.inputFileId);
    const { holdAfterLines } = this.clock.settings;
    let done = 0;
    for await (const { text } of readLines(path)) {
      if (done === holdAfterLines) await this.clock.pass('in_progress', stopping.signal);
      const reason = readStopReason(batch);
      // What the window cut off is dropped; what the client cancelled is reported, as recorded.
      if (reason === 'expire' || reason === 'close') break;
      const line = JSON.parse(text) as { custom_id: string; body: unknown };
      const answered =
        reason === 'cancel' ? createCancelledLine(line.custom_id) : this.engine.answer(endpoint, line);
      await (answered.isGood ? output : errors).write(answered.record);
      counts[answered.isGood ? 'completed' : 'failed'] += 1;
      done += 1;
      if (done % LINES_PER_TURN === 0) await nextTurn();
    }
  }

  private async keep(batch: Batch, result: ResultFile, name: string): Promise<string | null> {
    const { account, id } = batch;
    const { path } = result;
    const bytes = await result.close();
    if (bytes === 0) {
      await rm(path, { force: true });
      return null;
    }
    const filename = `${id}_${name}.jsonl`;
    // Errors have ids like outputs, as recorded.
    return this.files.add(RESULT_PREFIX, { account, filename, purpose: RESULT_PURPOSE, bytes, path }).id;
  }
}
