import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { PlainAnswer } from '../http/plain-answer.decorator.js';
import type { ExplainRequest } from './explain-request.js';
import { ExplainDocuments } from './explain.documents.js';
import { ExplainPipe } from './explain.pipe.js';
import { ExplainService } from './explain.service.js';
import type { Explanation } from './explanation.js';

@Access('explain')
@Controller('v1/explain')
export class ExplainController {
  constructor(private readonly service: ExplainService) {}

  @Post()
  @HttpCode(200)
  @PlainAnswer(true)
  @ExplainDocuments()
  explain(
    @Body(new ExplainPipe()) request: ExplainRequest,
    @CurrentCall() call: Call,
  ): Observable<Explanation> {
    return this.service.explain(request, call);
  }
}
