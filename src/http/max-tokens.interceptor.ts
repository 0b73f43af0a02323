import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { readOutputCap } from '../contracts/output-cap.js';
import type { GatewayRequest } from './gateway-request.js';

/**
 * Reads the output cap of a request, whichever field it came in, into its Call; the chosen provider writes it under the
 * name that its upstream takes (`max_tokens` becomes `max_completion_tokens` for Model Studio). Runs before validation, so
 * it takes any body.
 */
@Injectable()
export class MaxTokensInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { call, body } = context.switchToHttp().getRequest<GatewayRequest>();
    call.outputCap = readOutputCap(body);
    return next.handle();
  }
}
