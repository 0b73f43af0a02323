import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../accounts/actor.js';
import type { GatewayRequest } from '../http/gateway-request.js';

/** Injects who does an administrative act, and from where. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { call, ip } = context.switchToHttp().getRequest<GatewayRequest>();
  return { principal: call.principal, requestId: call.requestId, address: ip };
});
