import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { SimulatorRequest } from './exchange.js';

const KEPT_REQUESTS = 1_000;
/** Of their bodies, as they came; fewer requests are kept where bodies are large. */
const KEPT_BYTES = 128 * 1024 * 1024;
const VISIBLE_KEY_CHARACTERS = 4;

/** `aborted`: the client closed the connection before the answer was complete. */
export type Outcome = 'open' | 'completed' | 'aborted';

export interface RequestRecord {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly outcome: Outcome;
  /** null until the headers of the answer have left. */
  readonly status: number | null;
}

interface Entry {
  readonly request: Omit<RequestRecord, 'outcome' | 'status'>;
  readonly bodyBytes: number;
  readState: () => State;
}

type State = Pick<RequestRecord, 'outcome' | 'status'>;

/** The last requests that came in, oldest first, each with how it ended. */
@Injectable()
export class RequestLog {
  private entries: Entry[] = [];
  private bytes = 0;

  add(request: SimulatorRequest, response: Response): void {
    const { exchange } = request;
    const entry: Entry = {
      request: describeRequest(request),
      bodyBytes: exchange.bodyBytes,
      readState: () => ({ outcome: 'open', status: readStatus(response) }),
    };
    const settle = (): void => {
      const isComplete = response.writableFinished || exchange.isCut;
      const state: State = { outcome: isComplete ? 'completed' : 'aborted', status: readStatus(response) };
      entry.readState = () => state;
    };
    response.once('finish', settle);
    response.once('close', settle);
    this.entries.push(entry);
    this.bytes += entry.bodyBytes;
    while (this.entries.length > KEPT_REQUESTS || (this.bytes > KEPT_BYTES && this.entries.length > 1)) {
      this.bytes -= this.entries.shift()?.bodyBytes ?? 0;
    }
  }

  list(): readonly RequestRecord[] {
    return this.entries.map(({ request, readState }) => ({ ...request, ...readState() }));
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }
}

function describeRequest(request: SimulatorRequest): Entry['request'] {
  const { id, receivedAt, path, body } = request.exchange;
  const { method, query, headers } = request;
  return {
    id,
    at: new Date(receivedAt).toISOString(),
    method,
    path,
    query,
    headers: concealKey(headers),
    body,
  };
}

function readStatus(response: Response): number | null {
  return response.headersSent ? response.statusCode : null;
}

function concealKey(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { authorization, ...rest } = headers;
  if (typeof authorization !== 'string') return rest;
  return { ...rest, authorization: authorization.slice(-VISIBLE_KEY_CHARACTERS) };
}
