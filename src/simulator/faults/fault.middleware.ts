import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Response } from 'express';
import { isControlPath } from '../edge/door.js';
import { readModel, type SimulatorRequest } from '../edge/exchange.js';
import type { Fault } from './fault.js';
import { FaultQueue } from './fault-queue.service.js';
import { parseQueuedFault } from './parse-fault.js';
import { runFault } from './run-fault.js';

const FAULT_HEADER = 'x-simulator-fault';

/** Gives a request the fault that its header asks for, else the one that waits for it. */
@Injectable()
export class FaultMiddleware implements NestMiddleware {
  constructor(private readonly queue: FaultQueue) {}

  async use(request: SimulatorRequest, response: Response, next: NextFunction): Promise<void> {
    if (isControlPath(request.exchange.path)) {
      next();
      return;
    }
    const { exchange } = request;
    const asked = request.get(FAULT_HEADER);
    exchange.fault =
      asked === undefined
        ? (this.queue.take(exchange.path, readModel(exchange.body)) ?? {})
        : parseHeader(asked);
    if ((await runFault(exchange, response)) === 'go on') next();
  }
}

/** The same JSON as in the queue; how often and for whom goes without saying. */
function parseHeader(json: string): Fault {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  return parseQueuedFault(value).fault;
}
