import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Settings } from '../config/settings.js';
import { asGatewayError } from '../contracts/gateway-error.js';
import { requireAccess } from '../http/access.guard.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import { parseRealtimeTarget } from './parse-realtime-target.js';
import { checkHandshake, readHandshake } from './read-handshake.js';
import { RealtimeAdmission } from './realtime.admission.js';
import { RealtimeService } from './realtime.service.js';
import { RealtimeSession } from './realtime.session.js';

/** Where WebSockets come in: they pass neither middleware nor guards. */
@Injectable()
export class RealtimeEntrance implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly settings: Settings,
    private readonly admission: RealtimeAdmission,
    private readonly realtime: RealtimeService,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: GatewayRequest, socket, head) => {
      this.enter(request, socket, head);
    });
  }

  private enter(request: GatewayRequest, socket: Duplex, head: Buffer): void {
    const { headers, protocols } = readHandshake(request);
    const maxPayloadBytes = this.settings.maxBodyBytes;
    const session = new RealtimeSession({ request, socket, head, maxPayloadBytes });
    this.admission
      .admit(request, headers, { session, socket })
      .then(() => {
        const target = parseRealtimeTarget(this.belowBasePath(request));
        session.route = target.route;
        requireAccess(request.call.principal, target.provider === undefined ? 'realtime' : 'passthrough');
        checkHandshake(request);
        const { call, headersDistinct } = request;
        session.run(this.realtime.open(target, { call, session, headers: headersDistinct, protocols }));
      })
      .catch((error: unknown) => {
        session.refuse(asGatewayError(error));
      });
  }

  private belowBasePath({ url }: GatewayRequest): string {
    const { basePath } = this.settings;
    if (basePath === '/') return url;
    return url.startsWith(`${basePath}/`) ? url.slice(basePath.length) : '';
  }
}
