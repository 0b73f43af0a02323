import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { ResponsesDto } from '../http/envelopes/responses.dto.js';
import type { JsonText } from '../http/json-text.js';
import { BackgroundResponses } from './background-responses.service.js';
import { ResponsesDocuments } from './responses.documents.js';
import { ResponsesService } from './responses.service.js';

@Access('responses')
@Controller('v1/responses')
export class ResponsesController {
  constructor(
    private readonly responses: ResponsesService,
    private readonly background: BackgroundResponses,
  ) {}

  @Post()
  @HttpCode(200)
  @ResponsesDocuments()
  create(
    @Body(new EnvelopePipe(ResponsesDto)) request: ResponsesDto,
    @CurrentCall() call: Call,
  ): Observable<string | JsonText> {
    const service = request.background === true ? this.background : this.responses;
    return service.create(request, call);
  }
}
