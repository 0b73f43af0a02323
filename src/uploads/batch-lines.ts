import { collectFileIds, mayNameFiles } from '../contracts/file-references.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { BatchTarget } from './batch-target.js';
import type { LineTaker } from './line-mapper.js';
import type { LineProblems } from './line-problems.js';
import { mapBatchLine } from './map-batch-line.js';
import { type BatchLine, isBlank, parseBatchLine } from './parse-batch-line.js';

export interface BatchLinesOptions {
  /** The endpoint that all lines must have, where it is known. */
  readonly endpoint?: string;
  /** @throws GatewayError where the model's name leads nowhere. */
  readonly resolve: (model: string) => BatchTarget;
  readonly problems: LineProblems;
}

/** The same line more than this is no request: Model Studio's limit (documented), and what is held at a time. */
const MAX_LINE_BYTES = 6 * 1024 * 1024;
const BAD_MODEL_KINDS = new Set(['model_not_found', 'invalid_request']);

/** Checks the lines of a batch input file one by one, and maps each for the upstream. */
export class BatchLines implements LineTaker {
  readonly maxLineBytes = MAX_LINE_BYTES;
  /** custom_id -> the number of its line, in the order of the lines. */
  readonly customIds = new Map<string, number>();
  /** Set by the first line with a model that can be had. */
  target?: BatchTarget;
  /** Whether a line had its output cap renamed. */
  hasRenamedCap = false;
  /** That messages of the lines name. */
  readonly fileIds = new Set<string>();
  private url: string | undefined;
  private number = 0;
  private requests = 0;
  private readonly targets = new Map<string, BatchTarget | undefined>();

  constructor(private readonly options: BatchLinesOptions) {
    this.url = options.endpoint;
  }

  get hasProblems(): boolean {
    return this.options.problems.count > 0;
  }

  take(bytes: Buffer): Buffer {
    this.number += 1;
    if (isBlank(bytes)) return bytes;
    this.count();
    const line = parseBatchLine(bytes);
    const problem = typeof line === 'string' ? line : this.describeConflict(line);
    if (problem !== undefined) this.options.problems.add(this.number, problem);
    if (typeof line === 'string' || problem !== undefined || this.target === undefined) return bytes;
    if (mayNameFiles(bytes)) {
      collectFileIds(line.body, this.fileIds);
      // The upstream gets the bytes, and may take another of two equal keys than JSON.parse does.
      collectFileIds(bytes.toString('utf8'), this.fileIds);
    }
    const { line: mapped, hasRenamedCap } = mapBatchLine(bytes, line.body.model, this.target);
    this.hasRenamedCap ||= hasRenamedCap;
    return mapped;
  }

  takeTooLong(): void {
    this.number += 1;
    this.count();
    this.options.problems.add(this.number, `is longer than ${MAX_LINE_BYTES / 1024 / 1024} MB`);
  }

  /** @throws GatewayError 400 rather than count what is far too much. */
  private count(): void {
    this.requests += 1;
    const most = this.target?.input.maxLines ?? Infinity;
    if (this.requests <= most) return;
    throw new GatewayError('invalid_request', `A batch has at most ${most} requests; this one has more.`);
  }

  /** What is wrong with a line beside the others. */
  private describeConflict({ custom_id: customId, url, body }: BatchLine): string | undefined {
    const earlier = this.customIds.get(customId);
    if (earlier !== undefined) {
      return `has the custom_id of ${this.options.problems.nameLine(earlier)}, ${quote(customId)}`;
    }
    this.customIds.set(customId, this.number);
    const target = this.resolve(body.model);
    if (typeof target === 'string') return target;
    if (target === undefined) return undefined;
    const { model, provider, input } = (this.target ??= target);
    if (target.provider !== provider) {
      return `has a model of ${target.provider}, the lines before one of ${provider}: a batch has one`;
    }
    if (target.model !== model) {
      return `has the model ${quote(body.model)}, the lines before ${quote(model)}: a batch has one`;
    }
    if (!input.endpoints.includes(url)) return `has a url that is none of ${input.endpoints.join(', ')}`;
    this.url ??= url;
    return url === this.url ? undefined : `has the url ${url}, and should have ${this.url}: a batch has one`;
  }

  /** A name that leads nowhere is a problem of the first line that has it. */
  private resolve(model: string): BatchTarget | string | undefined {
    if (this.targets.has(model)) return this.targets.get(model);
    try {
      const target = this.options.resolve(model);
      this.targets.set(model, target);
      return target;
    } catch (error) {
      if (!(error instanceof GatewayError) || !BAD_MODEL_KINDS.has(error.kindName)) throw error;
      this.targets.set(model, undefined);
      return error.message.replace(/\.$/, '');
    }
  }
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
