import { Injectable } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { BatchesCapability } from '../contracts/batches.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { BatchLines } from './batch-lines.js';
import type { BatchTarget } from './batch-target.js';
import { FileOwners } from './file-owners.service.js';
import { LineProblems } from './line-problems.js';
import { mapLines } from './map-lines.js';
import { Spool } from './spool.service.js';
import type { SpooledFile } from './spooled-file.js';

export interface BatchInputOptions {
  /** The instance that was chosen; without one the model decides. */
  readonly provider?: string;
  /** That all lines must have. */
  readonly endpoint?: string;
  /** What a line is called in messages, from its number. */
  readonly nameLine: (number: number) => string;
  /** Who wants the batch. */
  readonly call: Call;
  /** The client's field that the input came in. */
  readonly param: string;
}

/** An input file as the upstream takes it. */
export interface BatchInput extends Pick<BatchTarget, 'provider' | 'model'> {
  /** Has to be closed. */
  readonly file: SpooledFile;
  /** In the order of the lines. */
  readonly customIds: Iterable<string>;
  /** Whether `max_tokens` of a line was renamed. */
  readonly hasRenamedCap: boolean;
}

/** Checks input files of batches before an upstream gets them, and maps their lines. */
@Injectable()
export class BatchInputs {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly spool: Spool,
    private readonly owners: FileOwners,
  ) {}

  /** @throws GatewayError 400 that names the lines that are wrong; what the registry says where no provider can be chosen. */
  async prepare(source: SpooledFile, options: BatchInputOptions): Promise<BatchInput> {
    const { provider, endpoint, nameLine, param } = options;
    if (provider !== undefined) {
      requireAvailable(this.registry.requireProvider(provider, 'batches').capability);
    }
    const problems = new LineProblems(nameLine);
    const lines = new BatchLines({ endpoint, problems, resolve: (model) => this.resolve(model, options) });
    const file = await this.spool.create();
    try {
      await mapLines(source, file, lines);
      if (problems.count > 0) {
        const start = `The batch has ${problems.count} bad line${problems.count === 1 ? '' : 's'}`;
        throw new GatewayError('invalid_request', `${start}: ${problems.describe()}`, { param });
      }
      if (lines.target === undefined) {
        throw new GatewayError('invalid_request', 'There are no requests in it.', { param });
      }
      await this.owners.requireVisible(lines.fileIds, options.call);
      const { target, customIds, hasRenamedCap } = lines;
      return { ...target, file, customIds: customIds.keys(), hasRenamedCap };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private resolve(name: string, { provider: chosen, call }: BatchInputOptions): BatchTarget {
    if (chosen !== undefined) {
      const { capability } = this.registry.requireProvider(chosen, 'batches');
      return { provider: chosen, model: this.registry.nameAt(chosen, name, call), input: capability.input };
    }
    const test = this.registry
      .offering('batches')
      .find(
        ({ capability: { unavailable, input } }) => unavailable === undefined && input.testModel === name,
      );
    if (test !== undefined) {
      return { provider: test.provider.name, model: name, input: test.capability.input };
    }
    const { provider, model, capability } = this.registry.require(name, 'batches', call);
    requireAvailable(capability);
    return { provider: provider.name, model, input: capability.input };
  }
}

function requireAvailable({ unavailable }: BatchesCapability): void {
  if (unavailable !== undefined) throw new GatewayError('invalid_request', unavailable);
}
