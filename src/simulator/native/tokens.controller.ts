import { randomUUID } from 'node:crypto';
import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { NATIVE_PATH } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { createParameterError } from '../edge/simulator-error.js';

const USUAL_SECONDS = 60;
const MAX_SECONDS = 1_800;

/** Mints keys that live for minutes: the door that a gateway must not open to its clients. */
@Controller(NATIVE_PATH)
export class TokensController {
  @Post('tokens')
  @HttpCode(200)
  mint(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Query('expire_in_seconds') wanted: string | undefined,
  ): Promise<void> {
    const seconds = wanted === undefined ? USUAL_SECONDS : Number(wanted);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SECONDS) {
      throw createParameterError(`Range of expire_in_seconds should be [1, ${MAX_SECONDS}]`);
    }
    const token = `st-${randomUUID().replaceAll('-', '')}`;
    const expiresAt = Math.floor(exchange.receivedAt / 1_000) + seconds;
    return sendJson(exchange, response, { body: { token, expires_at: expiresAt } });
  }
}
