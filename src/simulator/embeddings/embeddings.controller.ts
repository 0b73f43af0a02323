import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { EmbeddingsService } from './embeddings.service.js';

@Controller(BASE_PATHS)
export class EmbeddingsController {
  constructor(private readonly embeddings: EmbeddingsService) {}

  @Post('embeddings')
  @HttpCode(200)
  create(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    return sendJson(exchange, response, { body: this.embeddings.answer(exchange) });
  }
}
