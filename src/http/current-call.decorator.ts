import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { GatewayRequest } from './gateway-request.js';

/** Injects the Call of the request into a handler's parameter. */
export const CurrentCall = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<GatewayRequest>().call,
);
