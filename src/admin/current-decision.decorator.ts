import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { GatewayRequest } from '../http/gateway-request.js';
import { readIfMatch } from './request-conditions.js';

/** Which object is decided about, and the version of it that the caller has seen. */
export interface Decision {
  readonly id: string;
  readonly expected: number | undefined;
}

/** Injects what a change is about: the path's `id` and `If-Match`. */
export const CurrentDecision = createParamDecorator((_data: unknown, context: ExecutionContext): Decision => {
  const { params, headers } = context.switchToHttp().getRequest<GatewayRequest>();
  return { id: String(params.id), expected: readIfMatch(headers) };
});
