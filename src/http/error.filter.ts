import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { Response } from 'express';
import type { Logger } from 'pino';
import { asGatewayError, GatewayError } from '../contracts/gateway-error.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { discardBody } from './discard-body.js';
import { errorHeaders, renderErrorAnswer } from './error-body.js';
import { writeGatewayHeaders } from './gateway-headers.js';
import type { GatewayRequest } from './gateway-request.js';
import { RouteTable } from './route-table.service.js';

/** The one place where errors become answers. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    @Inject(GatewayLogger) private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<GatewayRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const error =
      exception instanceof HttpException ? this.convert(exception, request) : asGatewayError(exception);
    if (error.kindName === 'internal_error') {
      this.logger.error({ requestId: request.call.requestId, err: error.details.cause }, 'unexpected error');
    }
    request.failure = error;
    if (response.headersSent) {
      response.destroy();
      return;
    }
    discardBody(request, response);
    writeGatewayHeaders(response, request.call);
    const { status, body } = renderErrorAnswer(error, request.call);
    response.status(status).set(errorHeaders(error)).json(body);
  }

  /** Nest itself throws only for routes that do not exist and for bad paths. */
  private convert(exception: HttpException, { path, method }: GatewayRequest): GatewayError {
    if (exception.getStatus() !== 404) {
      return new GatewayError('invalid_request', exception.message, { cause: exception });
    }
    const allow = this.routes.methodsOf(path);
    if (allow.length === 0) {
      return new GatewayError(
        'unknown_route',
        `There is no route ${method} ${path}; the API document lists those there are.`,
      );
    }
    return new GatewayError('method_not_allowed', `${path} takes ${allow.join(', ')}, not ${method}.`, {
      allow,
    });
  }
}
