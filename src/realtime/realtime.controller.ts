import { Controller, Get } from '@nestjs/common';
import { Access } from '../http/access.decorator.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { RealtimeDocuments } from './realtime.documents.js';

/** For clients that come without an upgrade; the others never get here (realtime.entrance.ts). */
@Access('realtime')
@Controller('v1/realtime')
export class RealtimeController {
  @Get()
  @RealtimeDocuments()
  refuse(): never {
    throw new GatewayError('invalid_request', 'This is a WebSocket; connect with "Upgrade: websocket".');
  }
}
