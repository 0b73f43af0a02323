import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { GatewayError } from '../contracts/gateway-error.js';

/** Injects the instance that `?provider=` names, or undefined. */
export const ProviderQuery = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { provider } = context.switchToHttp().getRequest<Request>().query;
  if (provider === undefined || provider === '') return undefined;
  if (typeof provider === 'string') return provider;
  throw new GatewayError('invalid_request', 'provider must be given once.', { param: 'provider' });
});
