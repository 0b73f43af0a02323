import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { authenticate } from './authenticate.js';
import { isControlPath } from './door.js';
import type { SimulatorRequest } from './exchange.js';

/** Auth comes first, before the route, the model and the body are looked at. */
@Injectable()
export class AuthenticateMiddleware implements NestMiddleware {
  use({ exchange, headers }: SimulatorRequest, _response: Response, next: NextFunction): void {
    if (!isControlPath(exchange.path)) exchange.account = authenticate(headers, exchange.path);
    next();
  }
}
