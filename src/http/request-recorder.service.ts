import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { TracedEnding } from '../contracts/request-trace.js';
import { AccessLogger } from '../logging/gateway-logger.js';
import { Instruments } from '../metrics/instruments.js';
import { Attempts } from '../providers/attempts.service.js';
import { Tracing } from '../tracing/tracing.js';
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
    @Inject(Tracing) private readonly tracing: Tracing | undefined,
  ) {
    attempts.settled.subscribe((settled) => {
      instruments.attemptSettled(settled);
    });
  }

  follow(request: GatewayRequest, response: Response): void {
    const startedAt = performance.now();
    if (this.tracing !== undefined) request.trace = this.tracing.begin(request.method, request.headers);
    response.once('close', () => {
      const route = (request.route as { path: string } | undefined)?.path ?? NO_ROUTE;
      const outcome = response.writableFinished ? 'finished' : 'client_left';
      const durationMs = performance.now() - startedAt;
      this.record(request, { route, status: response.statusCode, outcome, durationMs });
    });
  }

  /** For what has no response object, such as a session. */
  record(request: GatewayRequest, ending: Ending): void {
    const { attempt } = request.call;
    const { route, status, durationMs } = ending;
    this.instruments.requestEnded({
      route,
      provider: attempt?.provider ?? '',
      model: modelLabel(attempt),
      status,
      seconds: durationMs / 1000,
      adaptations: request.call.adaptations,
    });
    request.trace?.end(traceEnding(request, ending));
    if (!UNLOGGED.test(route)) this.logger.info(accessLine(request, ending), 'request');
  }
}

/** How a request ended. */
export interface Ending {
  /** The route's pattern, never the path of a request. */
  readonly route: string;
  readonly status: number;
  readonly outcome: 'finished' | 'client_left';
  readonly durationMs: number;
}

function modelLabel(attempt: GatewayRequest['call']['attempt']): string {
  if (attempt === undefined) return '';
  return attempt.isListed ? attempt.model : 'other';
}

function traceEnding({ call, failure }: GatewayRequest, { route, status }: Ending): TracedEnding {
  const { requestId, principal } = call;
  const errorCode = failure?.kind.code ?? undefined;
  return { route, status, errorCode, requestId, team: principal.team, key: principal.key };
}

function accessLine(request: GatewayRequest, { status, outcome, durationMs }: Ending): object {
  const { requestId, principal, attempt } = request.call;
  return {
    requestId,
    team: principal.team,
    key: principal.key,
    client: request.ip,
    method: request.method,
    path: request.path,
    status,
    outcome,
    errorCode: request.failure?.kind.code ?? undefined,
    durationMs: Math.round(durationMs),
    provider: attempt?.provider,
    model: attempt?.model,
    firstValueMs: attempt?.firstValueAt === undefined ? undefined : attempt.firstValueAt - attempt.startedAt,
    upstreamRequestId: attempt?.upstreamRequestId,
    traceId: request.trace?.traceId,
    promptTokens: attempt?.usage?.prompt_tokens,
    completionTokens: attempt?.usage?.completion_tokens,
  };
}
