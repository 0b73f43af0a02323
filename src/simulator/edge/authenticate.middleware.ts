import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { findAccount } from './api-keys.js';
import { isControlPath, shapeOfPath } from './door.js';
import type { SimulatorRequest } from './exchange.js';
import { SimulatorError } from './simulator-error.js';

const BEARER = /^Bearer\s+(\S+)\s*$/i;

/** Auth comes first, before the route, the model and the body are looked at. */
@Injectable()
export class AuthenticateMiddleware implements NestMiddleware {
  use(request: SimulatorRequest, _response: Response, next: NextFunction): void {
    if (isControlPath(request.exchange.path)) {
      next();
      return;
    }
    const key = readKey(request);
    if (key === undefined) throw new SimulatorError(NO_KEY);
    const account = findAccount(key);
    if (account === undefined) {
      const isNative = shapeOfPath(request.exchange.path) === 'native';
      throw new SimulatorError(isNative ? { ...WRONG_KEY, message: 'Invalid API-key provided.' } : WRONG_KEY);
    }
    request.exchange.account = account;
    next();
  }
}

/** The Anthropic door takes Anthropic's header too. */
function readKey(request: SimulatorRequest): string | undefined {
  const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined || shapeOfPath(request.exchange.path) !== 'anthropic') return bearer;
  return request.get('x-api-key');
}

const NO_KEY = {
  status: 401,
  code: null,
  type: 'invalid_request_error',
  message:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). ",
  stage: 'edge',
} as const;

const WRONG_KEY = {
  status: 401,
  code: 'invalid_api_key',
  type: 'invalid_request_error',
  message:
    'Incorrect API key provided. For details, see: https://help.aliyun.com/zh/model-studio/error-code#apikey-error',
  stage: 'edge',
} as const;
