import { createHash } from 'node:crypto';
import type { CompletionUsage } from '../../contracts/chat-completion.js';
import type { ChatRequest } from './chat-request.js';
import type { Meter } from './generate.js';
import type { AnswerPlan } from './plan-answer.js';

/** Everything that writing an answer needs. */
export interface Answer {
  /** The uuid of the exchange. */
  readonly requestId: string;
  /** Unix seconds. */
  readonly created: number;
  readonly request: ChatRequest;
  readonly plan: AnswerPlan;
  readonly meter: Meter;
  /** Of what was generated until now. */
  readonly readUsage: () => CompletionUsage;
}

export function createCallId(requestId: string, choice: number, call: number): string {
  const digest = createHash('sha256').update(`${requestId}/${choice}/${call}`).digest('hex');
  return `call_${digest.slice(0, 24)}`;
}
