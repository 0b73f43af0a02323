import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { sendEvents } from '../answer/send-events.js';
import { sendJson } from '../answer/send-json.js';
import type { Exchange } from '../edge/exchange.js';
import { UsageAccount } from '../edge/usage-account.service.js';
import { runFault } from '../faults/run-fault.js';
import type { Answer } from './answer.js';
import { checkInputLength } from './cap-rules.js';
import { completeAnswer } from './complete-answer.js';
import { countUsage } from './count-usage.js';
import { readDirective } from './directive.js';
import { parseChatRequest } from './parse-chat-request.js';
import { planAnswer } from './plan-answer.js';
import { measurePrompt } from './prompt.js';
import { PromptCache } from './prompt-cache.service.js';
import { streamAnswer } from './stream-answer.js';

const TIMEOUT_SECONDS = { older: 298, newer: 3_600 };

@Injectable()
export class ChatService {
  constructor(
    private readonly account: UsageAccount,
    private readonly cache: PromptCache,
  ) {}

  /** Resolves when the answer is over, well or badly; its usage is in the account then. */
  async answer(exchange: Exchange, response: Response): Promise<void> {
    const request = parseChatRequest(exchange.body);
    const prompt = measurePrompt(request.messages, (exchange.body as { tools?: unknown }).tools);
    checkInputLength(prompt.tokens, request.model);
    const directive = readDirective(request.messages);
    if (directive !== undefined) {
      const earlier = exchange.fault;
      exchange.fault = directive.fault;
      if ((await runFault(exchange, response)) === 'over') return;
      exchange.fault = { ...directive.fault, ...earlier };
    }
    const cache = this.cache.look(request.model.id, prompt);
    const meter = { reasoning: 0, answer: 0 };
    const answer: Answer = {
      requestId: exchange.id,
      created: Math.floor(exchange.receivedAt / 1_000),
      request,
      plan: planAnswer(request, directive),
      meter,
      readUsage: () => countUsage(request.model, { prompt, cache, meter }),
    };
    try {
      await send(answer, exchange, response);
    } finally {
      this.account.add({ requestId: exchange.id, model: request.model.id, usage: answer.readUsage() });
      this.cache.remember(cache);
    }
  }
}

async function send(answer: Answer, exchange: Exchange, response: Response): Promise<void> {
  const headers = { timeoutSeconds: TIMEOUT_SECONDS[answer.request.model.dialect] };
  if (answer.request.isStream) {
    await sendEvents(exchange, response, { events: streamAnswer(answer), headers });
    return;
  }
  const isPartial = exchange.fault.partial === true;
  if (isPartial) response.set('x-dashscope-partialresponse', 'true');
  await sendJson(exchange, response, { body: completeAnswer(answer, isPartial), headers });
}
