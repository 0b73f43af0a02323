import type { Duplex } from 'node:stream';
import { type Observable, Subscription } from 'rxjs';
import { type WebSocket, WebSocketServer } from 'ws';
import { asGatewayError, GatewayError } from '../contracts/gateway-error.js';
import { listRateLimitHeaders } from '../http/gateway-headers.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import { refuseOnSocket } from '../http/refuse-on-socket.js';
import type { Ending } from '../http/request-recorder.service.js';
import { GOING_AWAY, isBrokenOff } from './closing.js';
import { closeBoth } from './relay.js';

export interface SessionOptions {
  readonly request: GatewayRequest;
  readonly socket: Duplex;
  /** What the client sent behind its handshake. */
  readonly head: Buffer;
  readonly maxPayloadBytes: number;
}

const SWITCHING_PROTOCOLS = 101;
/** No client sends before it has its answer; one that does, and so much, is cut off. */
const MAX_EARLY_BYTES = 64 * 1024;

/** The client's side of one session, from its handshake to the end of its connection. */
export class RealtimeSession {
  /** Its pattern, once it is known. */
  route = 'none';
  onOver?: () => void;
  private status = SWITCHING_PROTOCOLS;
  private isClientLost = false;
  private readonly running = new Subscription();
  private early: Buffer;
  private sockets?: { readonly client: WebSocket; readonly upstream: WebSocket };

  constructor(private readonly options: SessionOptions) {
    const { socket, head } = options;
    this.early = head;
    // Its end is what counts, not how it came.
    socket.on('error', () => undefined);
    // A socket that nobody reads would not say that it was closed, and one of Node's HTTP server says only this.
    socket.on('data', this.keepEarly);
    socket.once('end', this.hangUp);
    socket.once('close', () => {
      if (this.sockets !== undefined) return;
      this.isClientLost = this.status === SWITCHING_PROTOCOLS;
      this.running.unsubscribe();
      this.onOver?.();
    });
  }

  get ending(): Omit<Ending, 'durationMs'> {
    const outcome = this.isClientLost ? 'client_left' : 'finished';
    return { route: this.route, status: this.status, outcome };
  }

  run(frames: Observable<unknown>): void {
    this.running.add(
      frames.subscribe({
        error: (error: unknown) => {
          if (this.sockets === undefined) this.refuse(asGatewayError(error));
          else this.options.request.failure = asGatewayError(error);
        },
      }),
    );
  }

  refuse(error: GatewayError): void {
    const { request, socket } = this.options;
    request.failure = error;
    this.status = error.kind.status;
    const { requestId, rateLimits = {} } = request.call;
    refuseOnSocket(socket, error, {
      'x-request-id': requestId,
      ...Object.fromEntries(listRateLimitHeaders(rateLimits)),
    });
  }

  /** The client's connection has gone, and nobody needs the upstream any more. */
  lose(): void {
    this.running.unsubscribe();
  }

  /** Ends the session in a way that both sides understand. */
  interrupt(error: GatewayError): void {
    if (this.sockets !== undefined) {
      closeBoth(this.sockets, { code: GOING_AWAY, reason: describe(error) });
      return;
    }
    this.running.unsubscribe();
    this.refuse(error);
  }

  /**
   * Answers the handshake with the protocol that the upstream chose.
   * @throws GatewayError where the client has gone; the upstream is closed then.
   */
  accept(upstream: WebSocket): WebSocket {
    const { request, socket } = this.options;
    socket.off('data', this.keepEarly);
    socket.off('end', this.hangUp);
    let client: WebSocket | undefined;
    this.createServer(upstream.protocol).handleUpgrade(request, socket, this.early, (accepted) => {
      client = accepted;
    });
    if (client === undefined) {
      upstream.terminate();
      throw new GatewayError('invalid_request', 'The WebSocket handshake is not valid.');
    }
    client.once('close', (code) => {
      this.isClientLost = isBrokenOff({ code });
      this.onOver?.();
    });
    this.sockets = { client, upstream };
    return client;
  }

  private readonly keepEarly = (bytes: Buffer): void => {
    this.early = Buffer.concat([this.early, bytes]);
    if (this.early.length > MAX_EARLY_BYTES) this.options.socket.destroy();
  };

  private readonly hangUp = (): void => {
    if (this.status === SWITCHING_PROTOCOLS) this.options.socket.destroy();
  };

  private createServer(protocol: string): WebSocketServer {
    const { request, maxPayloadBytes } = this.options;
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: maxPayloadBytes,
      handleProtocols: () => (protocol === '' ? false : protocol),
    });
    // Otherwise ws would answer a bad handshake itself.
    server.on('wsClientError', () => undefined);
    server.on('headers', (headers) => {
      headers.push(`x-request-id: ${request.call.requestId}`);
      const { attempt, rateLimits = {} } = request.call;
      headers.push(...listRateLimitHeaders(rateLimits).map(([name, value]) => `${name}: ${value}`));
      if (attempt !== undefined) headers.push(`x-gateway-provider: ${attempt.provider}`);
    });
    return server;
  }
}

/** Why a session ends; a close frame has little room. */
function describe({ kindName }: GatewayError): string {
  return kindName === 'shutting_down' ? 'The gateway is shutting down.' : 'The key was taken back.';
}
