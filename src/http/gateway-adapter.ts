import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { GatewayError } from '../contracts/gateway-error.js';
import { writeGatewayHeaders } from './gateway-headers.js';
import type { GatewayRequest } from './gateway-request.js';
import { JsonText } from './json-text.js';
import { RawAnswer } from './raw-answer.js';
import { refuseOnSocket } from './refuse-on-socket.js';

const MAX_HEADER_BYTES = 16 * 1024;
/** Longer than the idle time of common load balancers (60 s), which would otherwise reuse a dying connection. */
const KEEP_ALIVE_MS = 65_000;
const HEADERS_TIMEOUT_MS = 66_000;

/** Nest's Express adapter, made lean: see docs/decisions/0002-lean-express.md. */
export class GatewayAdapter extends ExpressAdapter {
  /**
   * Express gives each request and response the application's prototypes, which costs more than the rest of Express.
   * Requests that are born with them skip that.
   */
  override initHttpServer(): void {
    const application = this.getInstance<{ request: object; response: object }>();
    const GatewayIncomingMessage = createMessageClass();
    class GatewayServerResponse extends ServerResponse<InstanceType<typeof GatewayIncomingMessage>> {}
    adopt(GatewayIncomingMessage, application, 'request');
    adopt(GatewayServerResponse, application, 'response');
    const server = createServer(
      {
        IncomingMessage: GatewayIncomingMessage,
        ServerResponse: GatewayServerResponse,
        maxHeaderSize: MAX_HEADER_BYTES,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        // Uploads and long requests have limits of their own.
        requestTimeout: 0,
      },
      this.getInstance(),
    );
    server.on('clientError', answerClientError);
    this.httpServer = server;
  }

  /** Nest would leave paths outside the base path to Express, which answers with a page of HTML. */
  override setNotFoundHandler(handler: Parameters<ExpressAdapter['setNotFoundHandler']>[0]): unknown {
    return super.setNotFoundHandler(handler);
  }

  /** The one place where what a handler returned becomes an answer. */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    writeGatewayHeaders(response, (response.req as GatewayRequest).call);
    if (body instanceof RawAnswer) {
      body.send(response);
      return response;
    }
    if (!(body instanceof JsonText)) return super.reply(response, body, statusCode);
    response.writeHead(statusCode ?? response.statusCode, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body.text),
    });
    return response.end(body.text);
  }
}

/**
 * Node takes every request that asks for an upgrade from its routes as soon as somebody listens for upgrades. Only WebSockets
 * are upgraded here; others, such as the h2c that curl offers, are served as what they are: ordinary requests.
 */
function createMessageClass() {
  return class GatewayIncomingMessage extends IncomingMessage {
    asksForUpgrade = false;

    get upgrade(): boolean {
      return this.asksForUpgrade && /^websocket$/i.test(this.headers.upgrade ?? '');
    }

    set upgrade(asks: boolean | null) {
      this.asksForUpgrade = asks === true;
    }
  };
}

/** Puts the class's prototype under the application's, so that what the application adds is found on each instance. */
function adopt(
  constructor: { prototype: object },
  application: { request: object; response: object },
  role: 'request' | 'response',
): void {
  Object.setPrototypeOf(constructor.prototype, application[role]);
  Object.defineProperty(application, role, { value: constructor.prototype });
}

/** Requests that are no HTTP get their answer in the gateway's envelope, too. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const refusal = isTooLarge
    ? new GatewayError(
        'headers_too_large',
        `The headers are larger than ${MAX_HEADER_BYTES} bytes; send fewer or shorter ones.`,
      )
    : new GatewayError('invalid_request', 'The request is not valid HTTP.');
  refuseOnSocket(socket, refusal);
}
