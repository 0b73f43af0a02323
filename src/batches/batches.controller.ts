import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { BatchObject } from '../contracts/batches.js';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import type { RawAnswer } from '../http/raw-answer.js';
import type { ObjectList } from '../uploads/object-lists.service.js';
import { ProviderQuery } from '../uploads/provider-query.decorator.js';
import { BatchCreation } from './batch-creation.service.js';
import { BatchResults } from './batch-results.service.js';
import {
  CancelDocuments,
  CreateDocuments,
  ListDocuments,
  ResultsDocuments,
  RetrieveDocuments,
} from './batches.documents.js';
import { BatchesService } from './batches.service.js';
import { CreateBatchDto } from './create-batch.dto.js';
import type { ListedBatch } from './listed-batch.js';

@Access('batches')
@Controller('v1/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly creation: BatchCreation,
    private readonly results: BatchResults,
  ) {}

  @Post()
  @HttpCode(200)
  @CreateDocuments()
  create(
    @Body(new EnvelopePipe(CreateBatchDto)) request: CreateBatchDto,
    @CurrentCall() call: Call,
  ): Promise<ListedBatch> {
    return this.creation.create(request, call);
  }

  @Get()
  @ListDocuments()
  list(@Query() query: Record<string, unknown>, @CurrentCall() call: Call): Promise<ObjectList<BatchObject>> {
    return this.batches.list(query, call);
  }

  @Get(':id')
  @RetrieveDocuments()
  retrieve(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @CurrentCall() call: Call,
  ): Promise<ListedBatch> {
    return this.batches.retrieve({ id, provider, call });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @CancelDocuments()
  cancel(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @CurrentCall() call: Call,
  ): Promise<ListedBatch> {
    return this.batches.cancel({ id, provider, call });
  }

  @Get(':id/results')
  @ResultsDocuments()
  readResults(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @CurrentCall() call: Call,
  ): Promise<RawAnswer> {
    return this.results.read({ id, provider, call });
  }
}
