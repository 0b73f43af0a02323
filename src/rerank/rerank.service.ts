import { Injectable } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { RerankList, RerankRequest } from '../contracts/rerank.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareRequest } from '../providers/prepare-request.js';
import { ProviderRegistry } from '../providers/provider-registry.js';

@Injectable()
export class RerankService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
  ) {}

  rerank(request: RerankRequest, call: Call): Observable<RerankList> {
    const target = this.registry.require(request.model, 'rerank', call);
    const prepared = prepareRequest(target, request, call);
    const answers = this.attempts.track(target, call, target.capability.rerank(prepared, call));
    return answers.pipe(map(({ list }) => list));
  }
}
