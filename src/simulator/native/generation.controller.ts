import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import { sendFrames } from '../answer/send-events.js';
import { sendJson } from '../answer/send-json.js';
import { ChatService } from '../chat/chat.service.js';
import { NATIVE_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { isRecord } from '../edge/is-record.js';
import { type GenerationStyle, renderGeneration, streamGeneration } from './write-generation.js';

@Controller(`${NATIVE_PATH}/services/aigc/text-generation`)
export class GenerationController {
  constructor(private readonly chat: ChatService) {}

  @Post('generation')
  @HttpCode(200)
  generate(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    const { exchange } = request;
    const isStream = request.get('x-dashscope-sse') === 'enable';
    const { question, style } = convertRequest(exchange.body, isStream);
    const completion: ChatCompletion = this.chat.complete({ ...exchange, body: question });
    const answer = { requestId: exchange.id, completion, style };
    return isStream
      ? sendFrames(exchange, response, { frames: streamGeneration(answer) })
      : sendJson(exchange, response, { body: renderGeneration(answer) });
  }
}

/** The native request says the same as one for chat, in other places. */
function convertRequest(
  body: unknown,
  isStream: boolean,
): { question: Record<string, unknown>; style: GenerationStyle } {
  const { model, input, parameters } = isRecord(body) ? body : {};
  const { messages, prompt } = isRecord(input) ? input : {};
  const {
    result_format: format,
    incremental_output: incremental,
    ...rest
  } = isRecord(parameters) ? parameters : {};
  const asked = messages ?? (typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : undefined);
  return {
    question: { ...rest, model, messages: asked, stream: isStream },
    style: { isMessage: format === 'message', isIncremental: incremental === true },
  };
}
