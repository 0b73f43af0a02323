import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import type { Exchange } from '../edge/exchange.js';

type Piece = string | Buffer;

/**
 * Writes an answer piece by piece, each in a packet of its own, no faster than the client reads. Slow, stalled and cut
 * answers happen here. Resolves when the answer is over or the client has left.
 */
export async function sendPieces(
  exchange: Exchange,
  response: Response,
  pieces: Iterable<Piece> | AsyncIterable<Piece>,
): Promise<void> {
  const { fault, signal } = exchange;
  let sent = 0;
  response.flushHeaders();
  // A piece is asked for only when it can go out: what is asked for counts as generated.
  if (await isInterrupted(exchange, response, sent)) return;
  for await (const piece of pieces) {
    if (!response.write(piece)) await patiently(once(response, 'drain', { signal }));
    sent += 1;
    await (fault.eventIntervalMs === undefined
      ? nextTurn()
      : patiently(delay(fault.eventIntervalMs, undefined, { signal })));
    if (await isInterrupted(exchange, response, sent)) return;
  }
  response.end();
}

/** Closes the connection in the middle, as a failing server does. What was written before still arrives. */
export function cutConnection(exchange: Exchange, response: Response): void {
  exchange.isCut = true;
  response.socket?.destroy();
}

async function isInterrupted(exchange: Exchange, response: Response, sent: number): Promise<boolean> {
  const { fault, signal } = exchange;
  if (signal.aborted) return true;
  if (fault.stallAfterEvents === sent) {
    await patiently(once(signal, 'abort'));
    return true;
  }
  if (fault.cutAfterEvents !== sent) return false;
  cutConnection(exchange, response);
  return true;
}

/** A client that leaves ends every wait; what follows looks at the signal. */
async function patiently(waiting: Promise<unknown>): Promise<void> {
  await waiting.catch(() => undefined);
}
