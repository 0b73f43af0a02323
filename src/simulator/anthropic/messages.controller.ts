import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendFrames } from '../answer/send-events.js';
import { sendJson } from '../answer/send-json.js';
import { ChatService } from '../chat/chat.service.js';
import { ANTHROPIC_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { convertMessagesRequest } from './convert-messages-request.js';
import { createMessage, streamMessage } from './write-message.js';

@Controller(ANTHROPIC_PATH)
export class MessagesController {
  constructor(private readonly chat: ChatService) {}

  @Post('messages')
  @HttpCode(200)
  create(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    const body = convertMessagesRequest(exchange.body);
    const message = createMessage(exchange.id, this.chat.complete({ ...exchange, body }));
    return body.stream === true
      ? sendFrames(exchange, response, { frames: streamMessage(message) })
      : sendJson(exchange, response, { body: message });
  }
}
