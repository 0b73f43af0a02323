import type { NestExpressApplication } from '@nestjs/platform-express';
import { HttpAdapterHost } from '@nestjs/core';
import type { NextFunction, Response } from 'express';
import { Settings } from '../config/settings.js';
import { runTraced } from '../tracing/current-trace.js';
import { Tracing } from '../tracing/tracing.js';
import { ManagementServer } from '../metrics/management-server.js';
import { CallMiddleware } from './call.middleware.js';
import type { GatewayRequest } from './gateway-request.js';
import { JsonBodyMiddleware } from './json-body.middleware.js';

const EXPOSED_HEADERS = [
  'x-request-id',
  'x-gateway-provider',
  'x-upstream-request-id',
  'x-gateway-adapted',
  'x-gateway-estimated',
  'x-should-retry',
  'retry-after',
  ...['requests', 'tokens'].flatMap((measure) => [
    `x-ratelimit-limit-${measure}`,
    `x-ratelimit-remaining-${measure}`,
    `x-ratelimit-reset-${measure}`,
  ]),
];

/**
 * What every request passes before its route, in order: CORS, then the Call with its principal, then the body. Placed ahead
 * of Nest's own middleware so that it holds for every path, also for one outside the base path.
 */
export function placeEdge(application: NestExpressApplication): void {
  const { corsOrigins, trustedProxies, basePath } = application.get(Settings);
  application.disable('x-powered-by');
  application.disable('etag');
  requireExactPaths(application);
  application.set('trust proxy', [...trustedProxies]);
  application.setGlobalPrefix(basePath);
  if (corsOrigins.length > 0) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    application.enableCors({ origin, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  }
  const below = basePath === '/' ? '' : basePath;
  const { httpAdapter } = application.get(HttpAdapterHost);
  application.get(ManagementServer).handOn(`${below}/admin/v1/`, (request, response) => {
    const handle = httpAdapter.getInstance<(request: unknown, response: unknown) => void>();
    handle(request, response);
  });
  const call = application.get(CallMiddleware);
  const body = application.get(JsonBodyMiddleware);
  application.use((request: GatewayRequest, response: Response, next: NextFunction) => {
    call.use(request, response, next);
  });
  application.use((request: GatewayRequest, response: Response, next: NextFunction) => {
    body.use(request, response, next);
  });
  if (application.get<Tracing | undefined>(Tracing) !== undefined) application.use(enterTrace);
}

/** After the body, whose events belong to the connection and not to the request. */
function enterTrace(request: GatewayRequest, _response: Response, next: NextFunction): void {
  const { call, trace } = request;
  call.trace = trace;
  runTraced(trace, next);
}

/**
 * A path that differs in case from a route's must not find it. Express reads the setting when it makes its router, which is
 * before anybody can set it here; routes read the router.
 */
function requireExactPaths(application: NestExpressApplication): void {
  const { router } = application.getHttpAdapter().getInstance();
  Object.assign(router, { caseSensitive: true });
}
