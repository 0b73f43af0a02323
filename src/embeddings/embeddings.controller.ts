import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { EmbeddingsDto } from '../http/envelopes/embeddings.dto.js';
import type { JsonText } from '../http/json-text.js';
import { EmbeddingsDocuments } from './embeddings.documents.js';
import { EmbeddingsService } from './embeddings.service.js';

@Access('embeddings')
@Controller('v1/embeddings')
export class EmbeddingsController {
  constructor(private readonly embeddings: EmbeddingsService) {}

  @Post()
  @HttpCode(200)
  @EmbeddingsDocuments()
  create(
    @Body(new EnvelopePipe(EmbeddingsDto)) request: EmbeddingsDto,
    @CurrentCall() call: Call,
  ): Observable<JsonText> {
    return this.embeddings.create(request, call);
  }
}
