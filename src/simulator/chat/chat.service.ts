import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { sendEvents } from '../answer/send-events.js';
import { sendJson } from '../answer/send-json.js';
import type { Exchange, Question } from '../edge/exchange.js';
import { SimulatorError } from '../edge/simulator-error.js';
import { UsageAccount } from '../edge/usage-account.service.js';
import { describeFailure, runFault } from '../faults/run-fault.js';
import type { Answer } from './answer.js';
import { checkInputLength } from './cap-rules.js';
import type { ChatRequest } from './chat-request.js';
import { completeAnswer } from './complete-answer.js';
import { countUsage } from './count-usage.js';
import { type Directive, readDirective } from './directive.js';
import { parseChatRequest } from './parse-chat-request.js';
import { planAnswer } from './plan-answer.js';
import { measurePrompt, type Prompt } from './prompt.js';
import { type CacheResult, PromptCache } from './prompt-cache.service.js';
import { streamAnswer } from './stream-answer.js';

const TIMEOUT_SECONDS = { older: 298, newer: 3_600 };
const NO_CACHE: CacheResult = { cached: 0, prefixes: [] };

@Injectable()
export class ChatService {
  constructor(
    private readonly account: UsageAccount,
    private readonly cache: PromptCache,
  ) {}

  /** Resolves when the answer is over, well or badly; its usage is in the account then. */
  async answer(exchange: Exchange, response: Response): Promise<void> {
    const heard = hear(exchange.body);
    const { directive } = heard;
    if (directive !== undefined) {
      const earlier = exchange.fault;
      exchange.fault = directive.fault;
      if ((await runFault(exchange, response)) === 'over') return;
      exchange.fault = { ...directive.fault, ...earlier };
    }
    const cache = this.cache.look(heard.request.model.id, heard.prompt);
    const answer = createAnswer(exchange, heard, cache);
    try {
      await send(answer, exchange, response);
    } finally {
      this.bill(answer);
      this.cache.remember(cache);
    }
  }

  /**
   * The plain answer to a question that has no connection of its own, such as a line of a batch. Nothing is cached for it, and
   * of a directive's faults only an error has an effect.
   * @throws SimulatorError where the question is wrong.
   */
  complete(question: Question): ChatCompletion {
    const heard = hear(question.body);
    const failure = describeFailure(heard.directive?.fault ?? {});
    if (failure !== undefined) throw new SimulatorError(failure);
    const answer = createAnswer(question, heard, NO_CACHE);
    const completion = completeAnswer(answer, false);
    this.bill(answer);
    return completion;
  }

  private bill({ requestId, request, readUsage }: Answer): void {
    this.account.add({ requestId, model: request.model.id, usage: readUsage() });
  }
}

interface Heard {
  readonly request: ChatRequest;
  readonly prompt: Prompt;
  readonly directive: Directive | undefined;
}

function hear(body: unknown): Heard {
  const request = parseChatRequest(body);
  const prompt = measurePrompt(request.messages, (body as { tools?: unknown }).tools);
  checkInputLength(prompt.tokens, request.model);
  return { request, prompt, directive: readDirective(request.messages) };
}

function createAnswer({ id, receivedAt }: Question, heard: Heard, cache: CacheResult): Answer {
  const { request, prompt, directive } = heard;
  const meter = { reasoning: 0, answer: 0 };
  return {
    requestId: id,
    created: Math.floor(receivedAt / 1_000),
    request,
    plan: planAnswer(request, directive),
    meter,
    readUsage: () => countUsage(request.model, { prompt, cache, meter }),
  };
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
