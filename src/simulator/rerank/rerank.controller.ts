import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { countTokens } from '../chat/tokens.js';
import { RERANK_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { isRecord } from '../edge/is-record.js';
import { createParameterError } from '../edge/simulator-error.js';
import { requireModel } from '../models/require-model.js';
import { SIMULATED_MODELS } from '../models/simulator.models.js';
import { rankDocuments } from './rank-documents.js';

const MODELS = new Map([['qwen3-rerank', { maxDocuments: 500, maxTokens: 120_000 }]]);

@Controller(RERANK_PATH)
export class RerankController {
  @Post('reranks')
  @HttpCode(200)
  rank(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    return sendJson(exchange, response, { body: rerank(exchange.id, exchange.body) });
  }
}

function rerank(id: string, body: unknown): Record<string, unknown> {
  const { model, query, documents, top_n: wanted } = isRecord(body) ? body : {};
  const limits = requireModel(model, MODELS, SIMULATED_MODELS);
  if (typeof query !== 'string' || query === '') throw createParameterError('query must be a string');
  const isList = Array.isArray(documents) && documents.every((text) => typeof text === 'string');
  if (!isList || documents.length === 0 || documents.length > limits.maxDocuments) {
    throw createParameterError(`documents must be a list of 1 to ${limits.maxDocuments} strings`);
  }
  const tokens = documents.reduce((sum, text) => sum + countTokens(text), countTokens(query));
  if (tokens > limits.maxTokens) {
    throw createParameterError(`Range of input length should be [1, ${limits.maxTokens}]`);
  }
  const results = rankDocuments(query, documents);
  return {
    object: 'list',
    results: typeof wanted === 'number' ? results.slice(0, wanted) : results,
    model,
    id,
    usage: { total_tokens: tokens },
  };
}
