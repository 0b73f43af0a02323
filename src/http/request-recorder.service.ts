import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { AccessLogger } from '../logging/gateway-logger.js';
import { Instruments } from '../metrics/instruments.js';
import { Attempts } from '../providers/attempts.service.js';
import type { GatewayRequest } from './gateway-request.js';

/** Probes would drown the log. */
const UNLOGGED = /\/health(\/(live|ready))?$/;
const NO_ROUTE = 'none';

/** Writes the one access line of a request, and its duration, when the connection is done with it. */
@Injectable()
export class RequestRecorder {
  constructor(
    private readonly instruments: Instruments,
    @Inject(AccessLogger) private readonly logger: Logger,
    attempts: Attempts,
  ) {
    attempts.settled.subscribe((settled) => {
      instruments.attemptSettled(settled);
    });
  }

  follow(request: GatewayRequest, response: Response): void {
    const startedAt = performance.now();
    response.once('close', () => {
      this.record(request, response, performance.now() - startedAt);
    });
  }

  private record(request: GatewayRequest, response: Response, durationMs: number): void {
    const { attempt } = request.call;
    const route = (request.route as { path: string } | undefined)?.path ?? NO_ROUTE;
    this.instruments.requestEnded({
      route,
      provider: attempt?.provider ?? '',
      model: modelLabel(attempt),
      status: response.statusCode,
      seconds: durationMs / 1000,
    });
    if (!UNLOGGED.test(route)) this.logger.info(accessLine(request, response, durationMs), 'request');
  }
}

function modelLabel(attempt: GatewayRequest['call']['attempt']): string {
  if (attempt === undefined) return '';
  return attempt.isListed ? attempt.model : 'other';
}

function accessLine(request: GatewayRequest, response: Response, durationMs: number): object {
  const { requestId, principal, attempt } = request.call;
  return {
    requestId,
    team: principal.team,
    key: principal.key,
    client: request.ip,
    method: request.method,
    path: request.path,
    status: response.statusCode,
    outcome: response.writableFinished ? 'finished' : 'client_left',
    errorCode: request.failure?.kind.code ?? undefined,
    durationMs: Math.round(durationMs),
    provider: attempt?.provider,
    model: attempt?.model,
    firstValueMs: attempt?.firstValueAt === undefined ? undefined : attempt.firstValueAt - attempt.startedAt,
    upstreamRequestId: attempt?.upstreamRequestId,
    promptTokens: attempt?.usage?.prompt_tokens,
    completionTokens: attempt?.usage?.completion_tokens,
  };
}
