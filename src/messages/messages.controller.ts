import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { MessagesDto } from '../http/envelopes/messages.dto.js';
import type { JsonText } from '../http/json-text.js';
import { PlainAnswer } from '../http/plain-answer.decorator.js';
import { CountTokensDocuments, MessagesDocuments } from './messages.documents.js';
import { MessagesService, type MessageTokens } from './messages.service.js';

@ApiTags('Messages')
@Access('messages')
@Controller('v1/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post()
  @HttpCode(200)
  @MessagesDocuments()
  create(
    @Body(new EnvelopePipe(MessagesDto)) request: MessagesDto,
    @CurrentCall() call: Call,
  ): Observable<string | JsonText> {
    return this.messages.create(request, call);
  }

  @Post('count_tokens')
  @HttpCode(200)
  @PlainAnswer(true)
  @Header('x-gateway-estimated', 'input_tokens')
  @CountTokensDocuments()
  count(
    @Body(new EnvelopePipe(MessagesDto)) request: MessagesDto,
    @CurrentCall() call: Call,
  ): Observable<MessageTokens> {
    return this.messages.count(request, call);
  }
}
