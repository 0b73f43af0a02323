import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import { asGatewayError } from '../contracts/gateway-error.js';
import { DemandGate } from '../streaming/demand-gate.js';
import { EventStreamBody } from '../streaming/event-stream-body.js';
import { renderErrorEvent } from './error-body.js';
import type { GatewayRequest } from './gateway-request.js';
import { PlainAnswer } from './plain-answer.decorator.js';

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Proxies and compression must pass events on one by one.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * The outermost hop: what a handler emits becomes bytes. A request with `stream: true` gets its events through an
 * EventStreamBody, headers leaving with the first of them; every other answer passes.
 */
@Injectable()
export class EventStreamInterceptor implements NestInterceptor {
  constructor(
    private readonly settings: Settings,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatewayRequest>();
    const response = http.getResponse<Response>();
    if (wantsEvents(request.body) && !this.reflector.get(PlainAnswer, context.getHandler())) {
      const gate = new DemandGate();
      request.call.demand = gate;
      return this.open(next.handle() as Observable<string>, gate, { request, response });
    }
    return next.handle();
  }

  /** Emits the body once its headers may leave. */
  private open(
    events: Observable<string>,
    gate: DemandGate,
    { request, response }: { request: GatewayRequest; response: Response },
  ): Observable<StreamableFile> {
    return new Observable((subscriber) => {
      let isOpen = false;
      const body = new EventStreamBody({
        gate,
        heartbeatMs: this.settings.heartbeatIntervalMs,
        onOpen: () => {
          isOpen = true;
          response.set(STREAM_HEADERS);
          subscriber.next(new StreamableFile(body));
          subscriber.complete();
        },
        onFailureBeforeOpen: (error) => {
          subscriber.error(error);
        },
        renderError: (error) => {
          const failure = asGatewayError(error);
          request.failure = failure;
          return request.call.eventDialect?.renderFailure(failure) ?? renderErrorEvent(failure);
        },
        renderHeartbeat: () => request.call.eventDialect?.renderHeartbeat(),
      });
      if (request.running !== undefined) {
        request.running.interrupt = (error) => {
          body.fail(error);
        };
      }
      body.start(events);
      return () => {
        if (!isOpen) body.destroy();
      };
    });
  }
}

function wantsEvents(body: unknown): boolean {
  return (body as { stream?: unknown } | null | undefined)?.stream === true;
}
