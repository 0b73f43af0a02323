import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { ChatCompletionDto } from '../http/envelopes/chat-completion.dto.js';
import type { JsonText } from '../http/json-text.js';
import { ChatDocuments } from './chat.documents.js';
import { ChatService } from './chat.service.js';

@Access('chat')
@Controller('v1/chat/completions')
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Post()
  @HttpCode(200)
  @ChatDocuments()
  complete(
    @Body(new EnvelopePipe(ChatCompletionDto)) request: ChatCompletionDto,
    @CurrentCall() call: Call,
  ): Observable<string | JsonText> {
    return this.chat.complete(request, call);
  }
}
