import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { Settings } from '../config/settings.js';
import { createCall } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { ANONYMOUS, type Authenticate, createAuthenticate } from './authenticate.js';
import { DrainService } from './drain.service.js';
import type { GatewayRequest } from './gateway-request.js';
import { RequestRecorder } from './request-recorder.service.js';
import { chooseRequestId } from './request-id.js';

/** Below the base path. Everything else needs a key, also what no route has. */
const PUBLIC = /^\/(health(\/(live|ready))?|swagger(\/.*)?|openapi\.json)$/;

/**
 * The first hop: makes the Call of a request and decides, before anything of its body is read, whether it may go on.
 */
@Injectable()
export class CallMiddleware implements NestMiddleware {
  private readonly authenticate: Authenticate;
  /** Empty for /. */
  private readonly basePath: string;

  constructor(
    settings: Settings,
    private readonly drain: DrainService,
    private readonly recorder: RequestRecorder,
  ) {
    this.authenticate = createAuthenticate(settings.gatewayMasterKey);
    this.basePath = settings.basePath === '/' ? '' : settings.basePath;
  }

  use(request: GatewayRequest, response: Response, next: NextFunction): void {
    const isGuarded = !this.isPublic(request.path);
    const principal = isGuarded ? this.authenticate(request.headers) : ANONYMOUS;
    request.call = createCall(chooseRequestId(request.headers['x-request-id']), principal ?? ANONYMOUS);
    response.setHeader('x-request-id', request.call.requestId);
    this.recorder.follow(request, response);

    if (principal === undefined) {
      next(new GatewayError('invalid_api_key', WRONG_KEY));
    } else if (isGuarded && !this.drain.enter(response)) {
      next(new GatewayError('shutting_down', 'This replica is shutting down; try again.'));
    } else {
      next();
    }
  }

  private isPublic(path: string): boolean {
    return path.startsWith(this.basePath) && PUBLIC.test(path.slice(this.basePath.length));
  }
}

/** What a client is told that has no key, or a wrong one. */
export const WRONG_KEY =
  'A valid gateway key is needed, as "Authorization: Bearer <key>" or "x-api-key: <key>". Ask the operator for one.';
