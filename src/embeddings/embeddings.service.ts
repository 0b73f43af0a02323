import { Injectable } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { EmbeddingsRequest } from '../contracts/embeddings.js';
import { JsonText } from '../http/json-text.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareRequest } from '../providers/prepare-request.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

@Injectable()
export class EmbeddingsService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
  ) {}

  create(request: EmbeddingsRequest, call: Call): Observable<JsonText> {
    const target = this.registry.require(request.model, 'embeddings', call);
    const { capability: embeddings } = target;
    const prepared = prepareRequest(target, request, call);
    return this.attempts
      .track(target, call, embeddings.embed(prepared, call))
      .pipe(map((answer) => new JsonText(answer.text)));
  }
}
