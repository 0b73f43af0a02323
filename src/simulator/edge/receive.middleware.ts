import { randomUUID } from 'node:crypto';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { isControlPath } from './door.js';
import type { Exchange, SimulatorRequest } from './exchange.js';
import { RequestLog } from './request-log.service.js';

/** Makes the exchange and records it; the first thing that happens to a request after its body has arrived. */
@Injectable()
export class ReceiveMiddleware implements NestMiddleware {
  constructor(private readonly log: RequestLog) {}

  use(request: SimulatorRequest, response: Response, next: NextFunction): void {
    const closing = new AbortController();
    response.once('close', () => {
      closing.abort();
    });
    const exchange: Exchange = {
      id: randomUUID(),
      // Nest mounts middleware, which leaves only the rest of the path in `path`.
      path: request.originalUrl.replace(/\?.*$/s, ''),
      receivedAt: Date.now(),
      signal: closing.signal,
      body: parseBody(request.body),
      bodyBytes: Buffer.isBuffer(request.body) ? request.body.length : 0,
      account: '',
      fault: {},
      isCut: false,
    };
    request.exchange = exchange;
    request.body = exchange.body;
    if (!isControlPath(exchange.path)) this.log.add(request, response);
    next();
  }
}

function parseBody(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
