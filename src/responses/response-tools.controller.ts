import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { ResponsesDto } from '../http/envelopes/responses.dto.js';
import { PlainAnswer } from '../http/plain-answer.decorator.js';
import { type CompactedResponse, CompactionService } from './compaction.service.js';
import { InputTokensDto } from './input-tokens.dto.js';
import { type InputTokens, InputTokensService } from './input-tokens.service.js';
import { CompactDocuments, InputTokensDocuments } from './response-tools.documents.js';

@ApiTags('Responses')
@Access('responses')
@Controller('v1/responses')
export class ResponseToolsController {
  constructor(
    private readonly inputTokens: InputTokensService,
    private readonly compaction: CompactionService,
  ) {}

  @Post('input_tokens')
  @HttpCode(200)
  @PlainAnswer(true)
  @Header('x-gateway-estimated', 'input_tokens')
  @InputTokensDocuments()
  count(
    @Body(new EnvelopePipe(InputTokensDto)) request: InputTokensDto,
    @CurrentCall() call: Call,
  ): Observable<InputTokens> {
    return this.inputTokens.count(request, call);
  }

  @Post('compact')
  @HttpCode(200)
  @PlainAnswer(true)
  @CompactDocuments()
  compact(
    @Body(new EnvelopePipe(ResponsesDto)) request: ResponsesDto,
    @CurrentCall() call: Call,
  ): Observable<CompactedResponse> {
    return this.compaction.compact(request, call);
  }
}
