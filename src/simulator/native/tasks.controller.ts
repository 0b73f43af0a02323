import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { NATIVE_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { isRecord } from '../edge/is-record.js';
import { createParameterError, SimulatorError } from '../edge/simulator-error.js';
import { TasksService } from './tasks.service.js';

@Controller(NATIVE_PATH)
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Post('services/aigc/text2image/image-synthesis')
  @HttpCode(200)
  createImages(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    const { exchange } = request;
    if (request.get('x-dashscope-async') !== 'enable') throw new SimulatorError(NOT_SYNCHRONOUS);
    const body = isRecord(exchange.body) ? exchange.body : {};
    if (typeof body.model !== 'string') throw createParameterError('model is required');
    const count = isRecord(body.parameters) ? Number(body.parameters.n ?? 1) : 1;
    const output = this.tasks.create(exchange.account, count);
    return sendJson(exchange, response, { body: { output, request_id: exchange.id } });
  }

  @Get('tasks/:id')
  read(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const output = this.tasks.read(exchange.account, id);
    return sendJson(exchange, response, { body: { request_id: exchange.id, output } });
  }
}

const NOT_SYNCHRONOUS = {
  status: 403,
  code: 'AccessDenied',
  type: 'AccessDenied',
  message: 'current user api does not support synchronous calls.',
  stage: 'service',
} as const;
