import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ChatService } from '../chat/chat.service.js';
import type { Question } from '../edge/exchange.js';
import { SimulatorError } from '../edge/simulator-error.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { EMBEDDINGS_ENDPOINT, TEST_ENDPOINT, TEST_MODEL } from './batch-endpoints.js';

/** A line of an output file, or of an error file. */
export interface AnsweredLine {
  readonly isGood: boolean;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Answers the lines of batches as the doors would answer them. */
@Injectable()
export class LineEngine {
  constructor(
    private readonly chat: ChatService,
    private readonly embeddings: EmbeddingsService,
  ) {}

  answer(endpoint: string, { custom_id, body }: { custom_id: string; body: unknown }): AnsweredLine {
    const question: Question = { id: randomUUID(), receivedAt: Date.now(), body };
    try {
      const answer = this.infer(endpoint, question);
      const response = { status_code: 200, request_id: question.id, body: answer };
      return { isGood: true, record: { id: question.id, custom_id, response, error: null } };
    } catch (error) {
      if (!(error instanceof SimulatorError)) throw error;
      const { status, code, type, message } = error.failure;
      const response = { status_code: status, request_id: question.id, body: null };
      const record = { id: question.id, custom_id, response, error: { code: code ?? type, message } };
      return { isGood: false, record };
    }
  }

  private infer(endpoint: string, question: Question): unknown {
    if (endpoint === TEST_ENDPOINT) return createTestAnswer(question);
    return endpoint === EMBEDDINGS_ENDPOINT ? this.embeddings.answer(question) : this.chat.complete(question);
  }
}

/** A line that a cancelled batch never came to. */
export function createCancelledLine(custom_id: string): AnsweredLine {
  const error = { code: 'batch_cancelled', message: 'The batch was cancelled before this line was run.' };
  return { isGood: false, record: { id: randomUUID(), custom_id, response: null, error } };
}

function createTestAnswer({ receivedAt }: Question): Record<string, unknown> {
  return {
    created: Math.floor(receivedAt / 1_000),
    usage: { completion_tokens: 6, prompt_tokens: 20, total_tokens: 26 },
    model: TEST_MODEL,
    // Another one than the line's, as recorded.
    id: `chatcmpl-${randomUUID()}`,
    choices: [{ finish_reason: 'stop', index: 0, message: { content: 'This is a test result.' } }],
    object: 'chat.completion',
  };
}
