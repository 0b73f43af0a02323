import type { IncomingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { createCall } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { ANONYMOUS, type Authenticate, createAuthenticate } from '../http/authenticate.js';
import { WRONG_KEY } from '../http/call.middleware.js';
import { DrainService } from '../http/drain.service.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import { chooseRequestId } from '../http/request-id.js';
import { RequestRecorder } from '../http/request-recorder.service.js';
import type { RealtimeSession } from './realtime.session.js';

/** What the first hop is to a request: the Call, who may go on, the log and the drain. */
@Injectable()
export class RealtimeAdmission {
  private readonly authenticate: Authenticate;

  constructor(
    private readonly settings: Settings,
    private readonly drain: DrainService,
    private readonly recorder: RequestRecorder,
  ) {
    this.authenticate = createAuthenticate(settings.gatewayMasterKey);
  }

  /** @throws GatewayError where the session may not begin; its request has its Call then, too. */
  admit(
    request: GatewayRequest,
    headers: IncomingHttpHeaders,
    { session, socket }: { readonly session: RealtimeSession; readonly socket: Duplex },
  ): void {
    const principal = this.authenticate(headers);
    request.call = createCall(chooseRequestId(headers['x-request-id']), principal ?? ANONYMOUS);
    const startedAt = performance.now();
    session.onOver = () => {
      this.recorder.record(request, { ...session.ending, durationMs: performance.now() - startedAt });
    };
    if (principal === undefined) throw new GatewayError('invalid_api_key', WRONG_KEY);
    if (this.drain.isDraining) {
      throw new GatewayError('shutting_down', 'This replica is shutting down; try again.');
    }
    if (!this.isOriginAllowed(headers)) {
      throw new GatewayError('permission_denied', 'CORS_ORIGINS does not have the origin of this page.');
    }
    this.drain.follow(socket, (error) => {
      session.interrupt(error);
    });
  }

  /** No preflight protects a WebSocket: without this, any page could use a gateway that its visitor can reach. */
  private isOriginAllowed({ origin, host }: IncomingHttpHeaders): boolean {
    const { corsOrigins } = this.settings;
    if (origin === undefined || corsOrigins.includes('*') || corsOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
