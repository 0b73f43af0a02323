import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { shapeOfPath } from './door.js';
import type { SimulatorRequest } from './exchange.js';
import { writeAnswerHeaders } from './response-headers.js';
import { type Failure, renderFailure, SimulatorError } from './simulator-error.js';

/** The one place that renders failures, whoever raised them. */
@Catch()
export class SimulatorErrorFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Partial<SimulatorRequest>>();
    const response = http.getResponse<Response>();
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const failure = readFailure(error);
    // A body that never arrived whole fails in the parser, before there is an exchange.
    const { exchange } = request;
    if (exchange !== undefined) writeAnswerHeaders(response, exchange, { isEdge: failure.stage === 'edge' });
    response.status(failure.status);
    response.setHeader('content-type', 'application/json');
    const shape = shapeOfPath(exchange?.path ?? '');
    response.end(JSON.stringify(renderFailure(failure, { requestId: exchange?.id ?? '', shape })));
  }
}

function readFailure(error: unknown): Failure {
  if (error instanceof SimulatorError) return error.failure;
  if (error instanceof HttpException) return describeHttpException(error);
  const message = error instanceof Error ? error.message : 'unknown';
  const type = 'internal_server_error';
  return {
    status: 500,
    code: type,
    type,
    message: `<500> InternalError.Algo: ${message}`,
    stage: 'inference',
  };
}

function describeHttpException(exception: HttpException): Failure {
  const status = exception.getStatus();
  const code = status === 404 ? 'not_found' : 'invalid_request_error';
  return { status, code, type: 'invalid_request_error', message: exception.message, stage: 'edge' };
}
