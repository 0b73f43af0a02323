import { Injectable } from '@nestjs/common';
import type { Question } from '../edge/exchange.js';
import { UsageAccount } from '../edge/usage-account.service.js';
import { createVector } from './create-vector.js';
import { parseEmbeddingRequest } from './parse-embedding-request.js';

@Injectable()
export class EmbeddingsService {
  constructor(private readonly account: UsageAccount) {}

  /**
   * The answer's JSON. What it costs is in the account then.
   * @throws SimulatorError where the question is wrong.
   */
  answer({ id, body }: Question): Record<string, unknown> {
    const { model, rows, dimensions, tokens } = parseEmbeddingRequest(body);
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    this.account.add({ requestId: id, model: model.id, usage });
    const data = rows.map((row, index) => ({
      embedding: createVector(row, dimensions),
      index,
      object: 'embedding',
    }));
    return { data, model: model.id, object: 'list', usage, id };
  }
}
