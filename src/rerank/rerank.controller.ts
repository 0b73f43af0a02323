import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { RerankList } from '../contracts/rerank.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { RerankDto } from '../http/envelopes/rerank.dto.js';
import { RerankDocuments } from './rerank.documents.js';
import { RerankService } from './rerank.service.js';

@Access('rerank')
@Controller('v1/rerank')
export class RerankController {
  constructor(private readonly service: RerankService) {}

  @Post()
  @HttpCode(200)
  @RerankDocuments()
  rerank(
    @Body(new EnvelopePipe(RerankDto)) request: RerankDto,
    @CurrentCall() call: Call,
  ): Observable<RerankList> {
    return this.service.rerank(request, call);
  }
}
