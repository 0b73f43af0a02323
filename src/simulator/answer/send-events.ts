import type { Response } from 'express';
import type { Exchange } from '../edge/exchange.js';
import { type AnswerHeaderOptions, writeAnswerHeaders } from '../edge/response-headers.js';
import type { StreamError } from '../faults/fault.js';
import { sendPieces } from './send-pieces.js';

/** A streamed answer: each data text becomes an event. */
export async function sendEvents(
  exchange: Exchange,
  response: Response,
  { events, headers = {} }: { events: Iterable<string>; headers?: AnswerHeaderOptions },
): Promise<void> {
  await sendFrames(exchange, response, { frames: frame(failWithin(events, exchange)), headers });
}

/** A streamed answer whose events are written already, as other doors than the compatible one have them. */
export async function sendFrames(
  exchange: Exchange,
  response: Response,
  { frames, headers = {} }: { frames: Iterable<string>; headers?: AnswerHeaderOptions },
): Promise<void> {
  response.setHeader('content-type', 'text/event-stream;charset=utf-8');
  writeAnswerHeaders(response, exchange, { isFinished: false, ...headers });
  await sendPieces(exchange, response, frames);
}

function* frame(events: Iterable<string>): Generator<string, void> {
  for (const event of events) yield `data: ${event}\n\n`;
}

/** An error after the status 200 has left is an event, and the stream ends without `[DONE]`. */
function* failWithin(events: Iterable<string>, { id, fault }: Exchange): Generator<string, void> {
  const error = fault.errorAfterEvents;
  let left = error?.events ?? 0;
  for (const event of events) {
    if (error !== undefined && left === 0) {
      yield renderStreamError(error, id);
      return;
    }
    left -= 1;
    yield event;
  }
}

function renderStreamError(error: StreamError, requestId: string): string {
  const {
    code = 'invalid_parameter_error',
    message = '<400> InternalError.Algo.InvalidParameter: Download multimodal file timed out',
  } = error;
  const type = error.type ?? error.code ?? 'invalid_request_error';
  return JSON.stringify({ error: { code, param: null, message, type }, id: `chatcmpl-${requestId}` });
}
