import { Injectable } from '@nestjs/common';
import type { BatchObject } from '../contracts/batches.js';
import type { Call } from '../contracts/call.js';
import { BatchMappings } from '../store/batch-mappings.service.js';
import { Instances } from '../uploads/instances.service.js';
import { type BatchPlan, planBatch } from './batch-plan.js';
import type { CreateBatchDto } from './create-batch.dto.js';
import { InlineInputs } from './inline-inputs.service.js';
import { InputFiles } from './input-files.service.js';
import type { ListedBatch } from './listed-batch.js';

/** The input of a batch, at an instance. */
interface PlacedInput {
  readonly provider: string;
  readonly fileId: string;
  readonly model: string | null;
}

/** Makes batches of files or of requests that come along. */
@Injectable()
export class BatchCreation {
  constructor(
    private readonly instances: Instances,
    private readonly mappings: BatchMappings,
    private readonly inputFiles: InputFiles,
    private readonly inlineInputs: InlineInputs,
  ) {}

  async create(dto: CreateBatchDto, call: Call): Promise<ListedBatch> {
    const plan = planBatch(dto);
    return 'requests' in plan.source
      ? this.createInline(plan, plan.source.requests, call)
      : this.createOfFile(plan, plan.source.inputFileId, call);
  }

  private async createOfFile(plan: BatchPlan, inputFileId: string, call: Call): Promise<ListedBatch> {
    const door = await this.inputFiles.locate(inputFileId, plan.provider, call);
    door.capability.check(plan.fields);
    const input = { provider: door.provider.name, fileId: inputFileId, model: null };
    return this.place(plan, input, call);
  }

  /** A file that the gateway made is of no use without its batch. */
  private async createInline(
    plan: BatchPlan,
    requests: readonly unknown[],
    call: Call,
  ): Promise<ListedBatch> {
    const { fields, provider } = plan;
    const check = (chosen: string): void => {
      this.instances.require('batches', chosen).capability.check(fields);
    };
    const input = await this.inlineInputs.upload({
      requests,
      endpoint: fields.endpoint,
      provider,
      call,
      check,
    });
    try {
      return await this.place(plan, input, call);
    } catch (error) {
      await this.inlineInputs.withdraw(input, call);
      throw error;
    }
  }

  private async place({ fields, source }: BatchPlan, input: PlacedInput, call: Call): Promise<ListedBatch> {
    const { provider, fileId } = input;
    const door = this.instances.require('batches', provider);
    const request = { ...fields, input_file_id: fileId };
    const batch = await this.instances.askAt(door, call, door.capability.create(request, call));
    try {
      await this.record(batch, { ...input, hasInlineInput: 'requests' in source }, call);
    } catch (error) {
      // The error that led here is what the client has to know.
      await this.instances.askAt(door, call, door.capability.cancel(batch.id, call)).catch(() => undefined);
      throw error;
    }
    return { ...batch, provider };
  }

  private async record(
    batch: BatchObject,
    { provider, fileId, model, hasInlineInput }: PlacedInput & { readonly hasInlineInput: boolean },
    { principal }: Call,
  ): Promise<void> {
    await this.mappings.record({
      id: batch.id,
      provider,
      team: principal.team,
      keyId: principal.key,
      endpoint: batch.endpoint,
      inputFileId: fileId,
      model,
      hasInlineInput,
      outputFileId: batch.output_file_id,
      errorFileId: batch.error_file_id,
      createdAt: batch.created_at * 1_000,
    });
  }
}
