import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { concealKeys, concealPairs } from './conceal-keys.js';
import type { Exchange, SimulatorRequest } from './exchange.js';

const KEPT_REQUESTS = 1_000;
/** Of their bodies, as they came; fewer requests are kept where bodies are large. */
const KEPT_BYTES = 128 * 1024 * 1024;

/** `aborted`: the client closed the connection before the answer was complete. */
export type Outcome = 'open' | 'completed' | 'aborted';

export interface RequestRecord {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Names and values in order, in the case in which they came. */
  readonly rawHeaders: readonly (readonly [string, string])[];
  readonly body: unknown;
  readonly outcome: Outcome;
  /** null until the headers of the answer have left. */
  readonly status: number | null;
}

interface Entry {
  readonly request: Omit<RequestRecord, 'outcome' | 'status' | 'body'>;
  /** Not before the record is read: an upload is described only once it has arrived. */
  readonly readBody: () => unknown;
  readonly bodyBytes: number;
  readState: () => State;
}

/** What is recorded of a request. */
export interface Upgrade {
  readonly exchange: Pick<Exchange, 'id' | 'path' | 'receivedAt' | 'body' | 'bodyBytes'>;
  readonly method: string;
  readonly url: string;
  readonly query: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawHeaders: readonly string[];
}

type State = Pick<RequestRecord, 'outcome' | 'status'>;

/** The last requests that came in, oldest first, each with how it ended. */
@Injectable()
export class RequestLog {
  private entries: Entry[] = [];
  private bytes = 0;

  add(request: SimulatorRequest, response: Response): void {
    const { exchange, method, originalUrl: url, query, headers, rawHeaders } = request;
    const described = { exchange, method, url, query, headers, rawHeaders };
    const entry = createEntry(described, () => ({ outcome: 'open', status: readStatus(response) }));
    const settle = (): void => {
      const isComplete = response.writableFinished || exchange.isCut;
      const state: State = { outcome: isComplete ? 'completed' : 'aborted', status: readStatus(response) };
      entry.readState = () => state;
    };
    response.once('finish', settle);
    response.once('close', settle);
    this.keep(entry);
  }

  /** A request to leave HTTP behind. What is returned is called as the connection ends. */
  addUpgrade(request: Upgrade, status: number | null): (outcome: Outcome) => void {
    const entry = createEntry(request, () => ({ outcome: 'open', status }));
    this.keep(entry);
    return (outcome) => {
      entry.readState = () => ({ outcome, status });
    };
  }

  list(): readonly RequestRecord[] {
    return this.entries.map(({ request, readBody, readState }) => ({
      ...request,
      body: readBody(),
      ...readState(),
    }));
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }

  private keep(entry: Entry): void {
    this.entries.push(entry);
    this.bytes += entry.bodyBytes;
    while (this.entries.length > KEPT_REQUESTS || (this.bytes > KEPT_BYTES && this.entries.length > 1)) {
      this.bytes -= this.entries.shift()?.bodyBytes ?? 0;
    }
  }
}

function createEntry(request: Upgrade, readState: () => State): Entry {
  const { exchange, method, url, query, headers, rawHeaders } = request;
  return {
    request: {
      id: exchange.id,
      at: new Date(exchange.receivedAt).toISOString(),
      method,
      path: exchange.path,
      url,
      query,
      headers: concealKeys(headers),
      rawHeaders: concealPairs(rawHeaders),
    },
    readBody: () => exchange.body,
    bodyBytes: exchange.bodyBytes,
    readState,
  };
}

function readStatus(response: Response): number | null {
  return response.headersSent ? response.statusCode : null;
}
