import type { Request } from 'express';
import type { Fault } from '../faults/fault.js';

/** One request and its answer, from the edge to the last byte. */
export interface Exchange {
  /** The uuid in `x-request-id`, in `request_id` and in `chatcmpl-…`. */
  readonly id: string;
  /** As the client wrote it, without the query. */
  readonly path: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Aborted when the connection is gone, whoever closed it. */
  readonly signal: AbortSignal;
  /** Parsed JSON, else the text, else undefined for an empty body. A door that reads its body itself sets what to record. */
  body: unknown;
  readonly bodyBytes: number;
  /** Whose key it was; '' until that is known. */
  account: string;
  /** What is to go wrong with this answer; empty for nothing. */
  fault: Fault;
  /** The simulator closed the connection itself, so the client did not leave. */
  isCut: boolean;
}

/** What is needed to answer, whether the question came alone or as a line of a batch. */
export type Question = Pick<Exchange, 'id' | 'receivedAt' | 'body'>;

export interface SimulatorRequest extends Request {
  exchange: Exchange;
}

export function readModel(body: unknown): string | undefined {
  const model = (body as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : undefined;
}
