import type { Dispatcher } from 'undici';
import type { IncomingBody } from '../../streaming/pull.js';
import { ArrivingBody } from './arriving-body.js';
import { isEventStream, keepsConnection, type ResponseHeaders } from './response-headers.js';
import { type SocketUser, willWrite } from './used-sockets.js';

/**
 * How an answer is wanted: whole, as text; as a body from its headers on where it is a 200 event stream, else whole; or as a
 * body in any case.
 */
export type Wanted = 'text' | 'events' | 'body';

export interface ExchangeResponse<Data extends string | IncomingBody = string | IncomingBody> {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly data: Data;
}

export interface ExchangeListener {
  responded(response: ExchangeResponse): void;
  /** Only where nothing was handed over before. May be said twice. */
  failed(error: Error): void;
}

/** Larger plain answers are refused: nothing that is served whole comes near. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;
/** Of an error answer only this much is read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** One request on an undici pool, as the handler that undici reports to. */
export class UpstreamExchange implements Dispatcher.DispatchHandler, SocketUser {
  /** Whether the request went out on a connection that had carried another one before. */
  isOnUsedSocket = false;
  countReceivedBytes = (): number => 0;
  private controller?: Dispatcher.DispatchController;
  private abortReason?: Error;
  private response?: { readonly status: number; readonly headers: ResponseHeaders };
  private body?: ArrivingBody;
  private readonly pieces: Buffer[] = [];
  private size = 0;
  private readonly totalTimer: NodeJS.Timeout;

  constructor(
    private readonly wants: Wanted,
    totalMs: number,
    private readonly listener: ExchangeListener,
  ) {
    this.totalTimer = setTimeout(() => {
      this.abort(new TotalTimeoutError());
    }, totalMs);
  }

  /** Whether any byte of an answer has come, if only half a header. */
  get hasResponse(): boolean {
    return this.response !== undefined || this.countReceivedBytes() > 0;
  }

  /** Gives the request up, whatever its state; the reason is what the listener or the reader of the body gets. */
  abort(reason: Error): void {
    this.abortReason ??= reason;
    if (this.controller === undefined) this.leaveQueue(this.abortReason);
    else this.controller.abort(this.abortReason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.abortReason !== undefined) controller.abort(this.abortReason);
    else willWrite(this);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    if (status < 200) return;
    this.response = { status, headers };
    if (!this.isHandedOver(status, headers)) return;
    this.body = new ArrivingBody(controller, keepsConnection(headers));
    this.listener.responded({ status, headers, data: this.body });
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.body !== undefined) {
      this.body.push(bytes);
      return;
    }
    this.pieces.push(bytes);
    this.size += bytes.length;
    const isError = this.response !== undefined && this.response.status >= 400;
    if (isError && this.size >= MAX_ERROR_BYTES) this.abort(new ErrorAnswerCut());
    else if (this.size > MAX_TEXT_BYTES) this.abort(new Error('the answer of the upstream is too large'));
  }

  onResponseEnd(): void {
    clearTimeout(this.totalTimer);
    if (this.body !== undefined) this.body.settle({});
    else this.respondWithText();
  }

  onResponseError(_controller: unknown, error: Error): void {
    clearTimeout(this.totalTimer);
    const reason = this.abortReason ?? error;
    if (this.body !== undefined) this.body.settle({ error: reason });
    else if (reason instanceof ErrorAnswerCut) this.respondWithText();
    else this.listener.failed(reason);
  }

  private isHandedOver(status: number, headers: ResponseHeaders): boolean {
    if (this.wants === 'events') return status === 200 && isEventStream(headers);
    return this.wants === 'body';
  }

  /** undici has no way to take back a request that waits for a connection; it is aborted when its turn comes. */
  private leaveQueue(reason: Error): void {
    clearTimeout(this.totalTimer);
    this.listener.failed(reason);
  }

  private respondWithText(): void {
    const { status, headers } = this.response ?? { status: 0, headers: {} };
    this.listener.responded({ status, headers, data: Buffer.concat(this.pieces).toString('utf8') });
  }
}

/** The exchange, with its whole answer, took longer than it may. */
export class TotalTimeoutError extends Error {}

/** Enough of an error answer has been read. */
class ErrorAnswerCut extends Error {}
