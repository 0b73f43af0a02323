import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { SimulatorRequest } from './exchange.js';

const KEPT_REQUESTS = 1_000;
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

type Entry = Omit<RequestRecord, 'outcome' | 'status'> & { readState: () => State };
type State = Pick<RequestRecord, 'outcome' | 'status'>;

/** The last requests that came in, oldest first, each with how it ended. */
@Injectable()
export class RequestLog {
  private entries: Entry[] = [];

  add(request: SimulatorRequest, response: Response): void {
    const { exchange } = request;
    const entry: Entry = {
      id: exchange.id,
      at: new Date(exchange.receivedAt).toISOString(),
      method: request.method,
      path: exchange.path,
      query: request.query,
      headers: concealKey(request.headers),
      body: exchange.body,
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
    if (this.entries.length > KEPT_REQUESTS) this.entries.shift();
  }

  list(): readonly RequestRecord[] {
    return this.entries.map(({ readState, ...rest }) => ({ ...rest, ...readState() }));
  }

  clear(): void {
    this.entries = [];
  }
}

function readStatus(response: Response): number | null {
  return response.headersSent ? response.statusCode : null;
}

function concealKey(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { authorization, ...rest } = headers;
  if (typeof authorization !== 'string') return rest;
  return { ...rest, authorization: authorization.slice(-VISIBLE_KEY_CHARACTERS) };
}
