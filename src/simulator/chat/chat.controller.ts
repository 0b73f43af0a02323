import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { ChatService } from './chat.service.js';

@Controller(BASE_PATHS)
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Post('chat/completions')
  @HttpCode(200)
  complete(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    return this.chat.answer(request.exchange, response);
  }
}
