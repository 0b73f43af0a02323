import type { Response } from 'express';
import type { Exchange } from '../edge/exchange.js';
import { type AnswerHeaderOptions, writeAnswerHeaders } from '../edge/response-headers.js';
import { sendPieces } from './send-pieces.js';

/** A plain answer. To faults it is two events, its halves, so that it can be slow, stall and be cut. */
export async function sendJson(
  exchange: Exchange,
  response: Response,
  { body, headers = {} }: { body: unknown; headers?: AnswerHeaderOptions },
): Promise<void> {
  const text = JSON.stringify(body);
  // Not by Express's set(), which would add a charset that the service does not send.
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  writeAnswerHeaders(response, exchange, { isFinished: true, ...headers });
  const { eventIntervalMs, stallAfterEvents, cutAfterEvents } = exchange.fault;
  const isWhole = [eventIntervalMs, stallAfterEvents, cutAfterEvents].every((value) => value === undefined);
  await sendPieces(exchange, response, isWhole ? [text] : halve(text));
}

function halve(text: string): readonly string[] {
  const characters = Array.from(text);
  const middle = Math.floor(characters.length / 2);
  return [characters.slice(0, middle).join(''), characters.slice(middle).join('')];
}
