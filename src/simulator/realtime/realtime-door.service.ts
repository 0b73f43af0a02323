import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { authenticate } from '../edge/authenticate.js';
import { type Outcome, RequestLog, type Upgrade } from '../edge/request-log.service.js';
import { createParameterError, type Failure, SimulatorError } from '../edge/simulator-error.js';
import { UsageAccount } from '../edge/usage-account.service.js';
import type { Fault } from '../faults/fault.js';
import { FaultQueue } from '../faults/fault-queue.service.js';
import { describeFailure } from '../faults/run-fault.js';
import { createRealtimeRecord, type RealtimeRecord } from './realtime-record.js';
import { runSession } from './realtime-session.js';
import { refuseUpgrade } from './refuse-upgrade.js';

const PATH = '/api-ws/v1/realtime';
const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const SWITCHING_PROTOCOLS = 101;
/** What `ws` says where the connection ended without the closing handshake. */
const ABNORMAL_CLOSURE = 1006;

/** One attempt to open a WebSocket. */
interface Arrival {
  readonly id: string;
  readonly path: string;
  readonly model: string;
  readonly request: IncomingMessage;
  readonly record: RealtimeRecord;
}

/** The WebSocket door, on the HTTP server that the other doors have. */
@Injectable()
export class RealtimeDoor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES });

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly log: RequestLog,
    private readonly account: UsageAccount,
    private readonly faults: FaultQueue,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      this.receive(describeArrival(request), socket, head).catch(() => socket.destroy());
    });
  }

  onModuleDestroy(): void {
    for (const client of this.server.clients) client.terminate();
  }

  private async receive(arrival: Arrival, socket: Duplex, head: Buffer): Promise<void> {
    const fault = this.faults.take(arrival.path, arrival.model) ?? {};
    if (fault.firstByteDelayMs !== undefined) await delay(fault.firstByteDelayMs);
    const failure = findFailure(arrival, fault);
    if (failure !== undefined) {
      this.log.addUpgrade(describeUpgrade(arrival), failure.status)('completed');
      refuseUpgrade(socket, failure, arrival.id);
      return;
    }
    if (fault.cutBeforeHeaders === true) {
      this.log.addUpgrade(describeUpgrade(arrival), null)('completed');
      socket.destroy();
      return;
    }
    this.server.handleUpgrade(arrival.request, socket, head, (client) => {
      this.open(arrival, client);
    });
  }

  private open(arrival: Arrival, client: WebSocket): void {
    const { id, model, record } = arrival;
    const settle = this.log.addUpgrade(describeUpgrade(arrival), SWITCHING_PROTOCOLS);
    client.on('error', () => {
      client.terminate();
    });
    client.once('close', (code, reason) => {
      record.closeCode = code;
      record.closeReason = reason.toString('utf8');
      const outcome: Outcome = code === ABNORMAL_CLOSURE ? 'aborted' : 'completed';
      settle(outcome);
    });
    const bill = (usage: Readonly<Record<string, unknown>>): void => {
      this.account.add({ requestId: id, model, usage });
    };
    runSession(client, { id, model, record, bill });
  }
}

function describeArrival(request: IncomingMessage): Arrival {
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    id: randomUUID(),
    path: url.pathname,
    model: url.searchParams.get('model') ?? '',
    request,
    record: createRealtimeRecord(),
  };
}

function describeUpgrade({ id, path, request, record }: Arrival): Upgrade {
  const { method = 'GET', url = '/', headers, rawHeaders } = request;
  return {
    exchange: { id, path, receivedAt: Date.now(), body: record, bodyBytes: 0 },
    method,
    url,
    query: Object.fromEntries(new URL(url, 'http://localhost').searchParams),
    headers,
    rawHeaders,
  };
}

function findFailure({ request, path, model }: Arrival, fault: Fault): Failure | undefined {
  try {
    authenticate(request.headers, path);
    if (path !== PATH) throw new SimulatorError(NOT_FOUND);
    if (model === '') throw createParameterError('you must provide a model parameter');
    return describeFailure(fault);
  } catch (error) {
    if (error instanceof SimulatorError) return error.failure;
    throw error;
  }
}

const NOT_FOUND = {
  status: 404,
  code: 'not_found',
  type: 'invalid_request_error',
  message: 'There is no WebSocket here.',
  stage: 'edge',
} as const;
