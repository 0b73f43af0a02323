import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { createCall } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { Authentication } from '../http/authentication.service.js';
import { DrainService } from '../http/drain.service.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import { chooseRequestId } from '../http/request-id.js';
import { RequestRecorder } from '../http/request-recorder.service.js';
import { NOBODY } from '../http/unnamed-principals.js';
import type { RealtimeSession } from './realtime.session.js';

/** What the first hop is to a request: the Call, who may go on, the log and the drain. */
@Injectable()
export class RealtimeAdmission {
  constructor(
    private readonly settings: Settings,
    private readonly authentication: Authentication,
    private readonly drain: DrainService,
    private readonly recorder: RequestRecorder,
  ) {}

  /** @throws GatewayError where the session may not begin; its request has its Call then, too. */
  async admit(
    request: GatewayRequest,
    headers: IncomingHttpHeaders,
    { session, socket }: { readonly session: RealtimeSession; readonly socket: Duplex },
  ): Promise<void> {
    const requestId = chooseRequestId(headers['x-request-id']);
    request.call = createCall(requestId, NOBODY);
    const startedAt = performance.now();
    session.onOver = () => {
      this.recorder.record(request, { ...session.ending, durationMs: performance.now() - startedAt });
    };
    const { rawHeaders } = request;
    request.call = createCall(requestId, await this.authentication.identify({ headers, rawHeaders }));
    if (this.drain.isDraining) {
      throw new GatewayError('shutting_down', 'This replica is shutting down; try again.');
    }
    if (!this.isOriginAllowed(headers)) {
      throw new GatewayError('permission_denied', 'CORS_ORIGINS does not have the origin of this page.');
    }
    this.drain.follow(
      socket,
      (error) => {
        session.interrupt(error);
      },
      request.call.principal,
    );
  }

  /** No preflight protects a WebSocket: without this, any page could use a gateway that its visitor can reach. */
  private isOriginAllowed({ origin, host }: IncomingHttpHeaders): boolean {
    const { corsOrigins } = this.settings;
    if (origin === undefined || corsOrigins.includes('*') || corsOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
