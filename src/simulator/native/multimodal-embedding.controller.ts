import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { countTokens } from '../chat/tokens.js';
import { NATIVE_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { isRecord } from '../edge/is-record.js';
import { createParameterError } from '../edge/simulator-error.js';
import { createVector } from '../embeddings/create-vector.js';

const DIMENSIONS = 1_024;
const IMAGE_TOKENS = 258;
const KINDS = ['text', 'image', 'video'];

@Controller(`${NATIVE_PATH}/services/embeddings/multimodal-embedding`)
export class MultimodalEmbeddingController {
  @Post('multimodal-embedding')
  @HttpCode(200)
  embed(@Req() { exchange }: SimulatorRequest, @Res() response: Response): Promise<void> {
    const contents = parseContents(exchange.body);
    const embeddings = contents.map(({ kind, value }, index) => ({
      index,
      embedding: createVector(`${kind}:${value}`, DIMENSIONS),
      type: kind,
    }));
    const texts = contents.filter(({ kind }) => kind === 'text');
    const usage = {
      input_tokens: texts.reduce((sum, { value }) => sum + countTokens(value), 0),
      image_tokens: (contents.length - texts.length) * IMAGE_TOKENS,
    };
    return sendJson(exchange, response, {
      body: { output: { embeddings }, usage, request_id: exchange.id },
    });
  }
}

function parseContents(body: unknown): readonly { kind: string; value: string }[] {
  const { model, input } = isRecord(body) ? body : {};
  if (typeof model !== 'string') throw createParameterError('model is required');
  const contents = isRecord(input) ? input.contents : undefined;
  if (!Array.isArray(contents) || contents.length === 0) {
    throw createParameterError('input.contents must be a list');
  }
  return contents.map((content: unknown) => {
    const kind = isRecord(content) ? KINDS.find((name) => typeof content[name] === 'string') : undefined;
    if (kind === undefined || !isRecord(content)) {
      throw createParameterError('each of input.contents must have text, image or video');
    }
    return { kind, value: String(content[kind]) };
  });
}
