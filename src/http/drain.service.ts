import { type Server, ServerResponse } from 'node:http';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';
import { errorHeaders, renderErrorAnswer } from './error-body.js';
import type { Interrupt, Run, Running } from './running.js';
import type { GatewayRequest } from './gateway-request.js';

/** Knows the requests and sessions that are under way, and lets them finish before the process ends. */
@Injectable()
export class DrainService implements BeforeApplicationShutdown {
  isDraining = false;
  /** Not a Map: one in the old generation, with entries that come and go, has every request survive with it. */
  private readonly running: Running[] = [];
  private onIdle?: () => void;

  constructor(
    private readonly settings: Settings,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Requests and sessions that are under way. */
  get size(): number {
    return this.running.length;
  }

  /** SIGTERM: readiness fails, then nothing new is taken, then what runs may end. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isDraining = true;
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.close();
    await this.drain(this.settings.drainTimeoutMs);
    server.closeAllConnections();
  }

  /** undefined once the gateway is shutting down: the request must be refused. */
  enter(response: Response): Running | undefined {
    if (this.isDraining) {
      response.setHeader('connection', 'close');
      return undefined;
    }
    const { principal } = (response.req as GatewayRequest).call;
    return this.follow(
      response,
      (error) => {
        answerWithError(response, error);
      },
      principal,
    );
  }

  /** Waits for this, too; `interrupt` ends it, should the time run out. */
  follow(run: Run, interrupt: Interrupt, principal?: Principal): Running {
    const entry = { run, interrupt, principal, at: this.running.length };
    this.running.push(entry);
    run.once('close', () => {
      this.forget(entry);
      if (this.running.length === 0) this.onIdle?.();
    });
    return entry;
  }

  /** The last one takes its place. */
  private forget({ at }: Running): void {
    const last = this.running.pop();
    if (last === undefined || last.at === at) return;
    last.at = at;
    this.running[at] = last;
  }

  /** Ends what certain principals have under way. */
  interruptWhere(isHit: (principal: Principal) => boolean, error: GatewayError): void {
    for (const entry of [...this.running]) {
      const { principal } = entry;
      if (principal !== undefined && isHit(principal)) entry.interrupt(error);
    }
  }

  /** Resolves when the running requests are done, interrupted after `timeoutMs`. */
  private async drain(timeoutMs: number): Promise<void> {
    for (const { run } of this.running) {
      if (run instanceof ServerResponse && !run.headersSent) run.setHeader('connection', 'close');
    }
    await this.idle(timeoutMs);
    const error = new GatewayError(
      'shutting_down',
      'This replica shut down before the answer was complete; try again.',
    );
    for (const { interrupt } of [...this.running]) interrupt(error);
    await this.idle(INTERRUPT_GRACE_MS);
  }

  private idle(timeoutMs: number): Promise<void> {
    if (this.running.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Time for the last bytes to leave. */
const INTERRUPT_GRACE_MS = 1_000;

function answerWithError(response: Response, error: GatewayError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = renderErrorAnswer(error, (response.req as GatewayRequest).call);
  response.writeHead(status, { 'content-type': 'application/json', ...errorHeaders(error) });
  response.end(JSON.stringify(body));
}
