import { Observable } from 'rxjs';
import type { WebSocket } from 'ws';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { type Closing, type End, GOING_AWAY, isBrokenOff, passOn } from './closing.js';
import { keepAlive } from './pulse.js';
import { SessionUsage } from './session-usage.js';

/** One side is not read while more than this waits for the other. */
const HIGH_WATER_BYTES = 1024 * 1024;

export interface RelayOptions {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  /** Without a message either way. */
  readonly idleMs: number;
  readonly pingMs: number;
  /** The client's connection has gone without a closing frame. */
  readonly onClientLost: () => void;
}

/**
 * Hands every message of one side to the other as it is, at the pace of its reader, until a side closes; the other is then
 * closed alike. Emits the usage so far whenever the upstream says what a response cost, completes when the session ends,
 * and fails where the upstream broke off. Unsubscribing cuts both.
 */
export function relay(options: RelayOptions): Observable<{ readonly usage?: CompletionUsage }> {
  return new Observable((subscriber) => {
    const { client, upstream, idleMs, pingMs } = options;
    const usage = new SessionUsage();
    const idle = setTimeout(() => {
      closeBoth(options, { code: GOING_AWAY, reason: `There was no message for ${idleMs / 1000} s.` });
      subscriber.complete();
    }, idleMs);

    forward(upstream, client, (bytes, isBinary) => {
      idle.refresh();
      const sum = isBinary ? undefined : usage.add(bytes);
      if (sum !== undefined) subscriber.next({ usage: sum });
    });
    forward(client, upstream, () => {
      idle.refresh();
    });
    whenEnded(client, 'client', (end) => {
      close(upstream, passOn(end));
      if (isBrokenOff(end)) options.onClientLost();
      subscriber.complete();
    });
    whenEnded(upstream, 'upstream', (end) => {
      close(client, passOn(end));
      if (isBrokenOff(end)) subscriber.error(new GatewayError('upstream_error', 'The upstream broke off.'));
      else subscriber.complete();
    });
    const stops = [keepAlive(client, pingMs), keepAlive(upstream, pingMs)];
    upstream.resume();
    return () => {
      clearTimeout(idle);
      for (const stop of stops) stop();
      for (const socket of [client, upstream]) if (socket.readyState === socket.OPEN) socket.terminate();
    };
  });
}

/** Closes both sides; the session then ends by itself. */
export function closeBoth(
  { client, upstream }: Pick<RelayOptions, 'client' | 'upstream'>,
  closing: Closing,
): void {
  close(client, closing);
  close(upstream, closing);
}

function forward(
  source: WebSocket,
  sink: WebSocket,
  observe: (bytes: Buffer, isBinary: boolean) => void,
): void {
  source.on('message', (data, isBinary) => {
    const bytes = data as Buffer;
    observe(bytes, isBinary);
    if (sink.readyState !== sink.OPEN) return;
    sink.send(bytes, { binary: isBinary }, () => {
      if (source.isPaused && sink.bufferedAmount < HIGH_WATER_BYTES) source.resume();
    });
    if (sink.bufferedAmount >= HIGH_WATER_BYTES) source.pause();
  });
}

function whenEnded(socket: WebSocket, side: End['side'], ended: (end: End) => void): void {
  let error: Error | undefined;
  socket.on('error', (problem) => {
    error = problem;
  });
  socket.once('close', (code, reason) => {
    ended({ side, code, reason, ...(error === undefined ? {} : { error }) });
  });
}

/** A side that is not read would never show its closing frame. */
function close(socket: WebSocket, { code, reason }: Closing): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.resume();
  socket.close(code, reason);
}
