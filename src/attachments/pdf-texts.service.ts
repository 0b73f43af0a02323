import { Worker } from 'node:worker_threads';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { MOST_TEXT, tooMuchText, unsupported } from '../dialects/files/read-text.js';
import type { PdfReport, PdfTask } from './pdf-report.js';

const MOST_PAGES = 1_000;
const MOST_THREADS = 2;
const MOST_WAITING = 32;
const MOST_HEAP_MB = 256;
const BROKEN = 'The PDF cannot be read: it is damaged, or not what it says.';

/** Reads PDFs, each in a thread of its own that is ended at the time limit: what a client sends may be made to block or to grow. */
@Injectable()
export class PdfTexts {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly settings: Settings) {}

  /** @throws GatewayError 400 `unsupported_file` where there is no text to be had; 429 where too many PDFs wait already. */
  async read(bytes: Buffer, signal: AbortSignal): Promise<string> {
    await this.takeTurn();
    try {
      signal.throwIfAborted();
      return toText(await this.run(bytes, signal));
    } finally {
      this.endTurn();
    }
  }

  private async takeTurn(): Promise<void> {
    if (this.running < MOST_THREADS) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= MOST_WAITING) {
      throw new GatewayError('rate_limited', 'Too many PDFs are being read just now; try again in a moment.');
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** The turn goes to the one that waited longest. */
  private endTurn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }

  private run(bytes: Buffer, signal: AbortSignal): Promise<PdfReport> {
    const task: PdfTask = { bytes, mostPages: MOST_PAGES, mostText: MOST_TEXT };
    const worker = new Worker(new URL('./read-pdf.worker.js', import.meta.url), {
      workerData: task,
      // Neither settings nor keys are its business, and nothing that it prints is ours.
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
    const { fileInputTimeoutMs: patience } = this.settings;
    const end = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const report = new Promise<PdfReport>((resolve, reject) => {
      worker.once('message', resolve);
      // Out of its memory, above all.
      worker.once('error', (cause) => {
        reject(unsupported(BROKEN, cause));
      });
      worker.once('exit', () => {
        reject(unsupported(BROKEN));
      });
      end.addEventListener('abort', () => {
        reject(unsupported(`Reading the PDF took longer than ${patience} ms; send its text.`));
      });
    });
    return report.finally(() => worker.terminate());
  }
}

function toText(report: PdfReport): string {
  switch (report.problem) {
    case undefined:
      if (report.text !== '') return report.text;
      throw unsupported('The PDF has no text, only pictures or empty pages; send its pages as images.');
    case 'pages':
      throw unsupported(`The PDF has ${report.pages} pages; at most ${MOST_PAGES} are read.`);
    case 'text':
      throw tooMuchText();
    case 'password':
      throw unsupported('The PDF is locked with a password; send it without.');
    case 'broken':
      throw unsupported(BROKEN);
  }
}
