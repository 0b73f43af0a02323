import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendEvents } from '../answer/send-events.js';
import { sendJson } from '../answer/send-json.js';
import { ChatService } from '../chat/chat.service.js';
import { splitTokens } from '../chat/tokens.js';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { isRecord } from '../edge/is-record.js';
import { createParameterError } from '../edge/simulator-error.js';
import { requireModel } from '../models/require-model.js';
import { SIMULATED_MODELS } from '../models/simulator.models.js';

/** Only models that fill in code stand behind this door. */
const CODERS = new Map([...SIMULATED_MODELS].filter(([id]) => id.includes('coder')));

@Controller(BASE_PATHS)
export class CompletionsController {
  constructor(private readonly chat: ChatService) {}

  @Post('completions')
  @HttpCode(200)
  complete(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    const { prompt, model, stream, stream_options: _, suffix: __, ...rest } = readBody(exchange.body);
    requireModel(model, CODERS, SIMULATED_MODELS);
    if (typeof prompt !== 'string') throw createParameterError('prompt must be a string');
    const body = { ...rest, model, messages: [{ role: 'user', content: prompt }] };
    const { choices, created, usage } = this.chat.complete({ ...exchange, body });
    const envelope = { id: `cmpl-${exchange.id}`, object: 'text_completion', created, model };
    const text = String(choices[0]?.message.content);
    const finishReason = choices[0]?.finish_reason ?? null;
    if (stream === true) {
      return sendEvents(exchange, response, { events: streamText(envelope, text, finishReason) });
    }
    const choice = { text, index: 0, logprobs: null, finish_reason: finishReason };
    return sendJson(exchange, response, { body: { ...envelope, choices: [choice], usage } });
  }
}

function* streamText(
  envelope: Record<string, unknown>,
  text: string,
  finishReason: string | null,
): Generator<string, void> {
  const write = (piece: string, reason: string | null): string =>
    JSON.stringify({
      ...envelope,
      choices: [{ text: piece, index: 0, logprobs: null, finish_reason: reason }],
    });
  for (const token of splitTokens(text)) yield write(token, null);
  yield write('', finishReason);
  yield '[DONE]';
}

function readBody(body: unknown): Record<string, unknown> {
  return isRecord(body) ? body : {};
}
