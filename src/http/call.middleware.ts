import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { Settings } from '../config/settings.js';
import { createCall } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { Authentication } from './authentication.service.js';
import { DrainService } from './drain.service.js';
import type { GatewayRequest } from './gateway-request.js';
import { RequestRecorder } from './request-recorder.service.js';
import { chooseRequestId } from './request-id.js';
import { NOBODY } from './unnamed-principals.js';

/** Below the base path. Everything else needs a key, also what no route has. */
const PUBLIC = /^\/(health(\/(live|ready))?|swagger(\/.*)?|openapi\.json)$/;

/** Below the base path: routes of Anthropic's API, and those it shares with OpenAI's. */
const ANTHROPIC = /^\/v1\/messages(\/.*)?$/;
const SHARED = /^\/v1\/models(\/.*)?$/;

/**
 * The first hop: makes the Call of a request and decides, before anything of its body is read, whether it may go on.
 */
@Injectable()
export class CallMiddleware implements NestMiddleware {
  /** Empty for /. */
  private readonly basePath: string;

  constructor(
    settings: Settings,
    private readonly authentication: Authentication,
    private readonly drain: DrainService,
    private readonly recorder: RequestRecorder,
  ) {
    this.basePath = settings.basePath === '/' ? '' : settings.basePath;
  }

  use(request: GatewayRequest, response: Response, next: NextFunction): void {
    if (this.isPublic(request.path)) {
      this.begin(request, response, NOBODY);
      next();
      return;
    }
    let principal: Principal | Promise<Principal>;
    try {
      principal = this.authentication.identify(request);
    } catch (error) {
      this.begin(request, response, NOBODY);
      next(error);
      return;
    }
    if (principal instanceof Promise) {
      this.begin(request, response, NOBODY);
      this.admitLater(request, response, { principal, next });
    } else {
      this.begin(request, response, principal);
      this.admit(request, response, next);
    }
  }

  private begin(request: GatewayRequest, response: Response, principal: Principal): void {
    request.call = createCall(chooseRequestId(request.headers['x-request-id']), principal);
    response.setHeader('x-request-id', request.call.requestId);
    if (this.isAnthropic(request)) {
      request.call.speaks = 'anthropic';
      // The name that Anthropic's clients look for.
      response.setHeader('request-id', request.call.requestId);
    }
    this.recorder.follow(request, response);
  }

  private admit(request: GatewayRequest, response: Response, next: NextFunction): void {
    request.running = this.drain.enter(response);
    if (request.running !== undefined) next();
    else next(new GatewayError('shutting_down', 'This replica is shutting down; try again.'));
  }

  private admitLater(
    request: GatewayRequest,
    response: Response,
    { principal, next }: { readonly principal: Promise<Principal>; readonly next: NextFunction },
  ): void {
    principal.then((found) => {
      // Nobody waits for the answer any more.
      if (response.closed) return;
      request.call = { ...request.call, principal: found };
      this.admit(request, response, next);
    }, next);
  }

  private isAnthropic({ path, headers }: GatewayRequest): boolean {
    if (!path.startsWith(this.basePath)) return false;
    const route = path.slice(this.basePath.length);
    return ANTHROPIC.test(route) || (headers['anthropic-version'] !== undefined && SHARED.test(route));
  }

  private isPublic(path: string): boolean {
    return path.startsWith(this.basePath) && PUBLIC.test(path.slice(this.basePath.length));
  }
}
