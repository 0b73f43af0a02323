import { Controller, Get, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { renderBatch } from './batch.js';
import { BatchRegionGuard } from './batch-region.guard.js';
import { BatchesService } from './batches.service.js';

@Controller(BASE_PATHS.map((base) => `${base}/batches`))
@UseGuards(BatchRegionGuard)
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Post()
  @HttpCode(200)
  create(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    const batch = this.batches.create(exchange.account, exchange.body);
    return sendJson(exchange, response, { body: renderBatch(batch) });
  }

  @Get()
  list(@Req() { exchange, query }: SimulatorRequest, @Res() response: Response): Promise<void> {
    return sendJson(exchange, response, { body: this.batches.list(exchange.account, query) });
  }

  @Get(':id')
  read(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const batch = this.batches.require(exchange.account, id);
    return sendJson(exchange, response, { body: renderBatch(batch) });
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const batch = this.batches.cancel(exchange.account, id);
    return sendJson(exchange, response, { body: renderBatch(batch) });
  }
}
