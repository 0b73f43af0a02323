import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'express';
import { cutConnection, sendPieces } from '../answer/send-pieces.js';
import type { Exchange } from '../edge/exchange.js';
import { writeAnswerHeaders } from '../edge/response-headers.js';
import { type Failure, SimulatorError } from '../edge/simulator-error.js';
import type { Fault } from './fault.js';
import { FAULT_PRESETS, PRESET_OF_STATUS } from './fault-presets.js';

/**
 * Does what the exchange's fault wants before an ordinary answer begins. `over` means that there will be none.
 * @throws SimulatorError where the fault is an error answer.
 */
export async function runFault(exchange: Exchange, response: Response): Promise<'over' | 'go on'> {
  const { fault, signal } = exchange;
  if (fault.firstByteDelayMs !== undefined) {
    await delay(fault.firstByteDelayMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return 'over';
  }
  if (fault.cutBeforeHeaders === true) {
    cutConnection(exchange, response);
    return 'over';
  }
  if (fault.rawBody !== undefined || fault.rawEvents !== undefined || isRedirect(fault)) {
    await sendRaw(exchange, response);
    return 'over';
  }
  const failure = describeFailure(fault);
  if (failure !== undefined) throw new SimulatorError(failure);
  return 'go on';
}

function isRedirect({ status = 0 }: Fault): boolean {
  return status >= 300 && status < 400;
}

async function sendRaw(exchange: Exchange, response: Response): Promise<void> {
  const { status = 200, rawBody = '', rawEvents } = exchange.fault;
  response.status(status);
  if (rawEvents !== undefined) response.setHeader('content-type', 'text/event-stream;charset=utf-8');
  else if (rawBody !== '') response.setHeader('content-type', 'application/json');
  writeAnswerHeaders(response, exchange, { isFinished: rawEvents === undefined });
  const pieces = rawEvents?.map((event) => `data: ${event}\n\n`) ?? (rawBody === '' ? [] : [rawBody]);
  await sendPieces(exchange, response, pieces);
}

/** The error answer that the fault asks for; undefined where it wants something else. */
export function describeFailure(fault: Fault): Failure | undefined {
  const isFailure = (fault.status ?? 0) >= 400 || fault.code !== undefined || fault.message !== undefined;
  if (!isFailure) return undefined;
  const { status = 400 } = fault;
  const usual = FAULT_PRESETS[PRESET_OF_STATUS[status] ?? 'internal_server_error'] ?? {};
  const { message = usual.message ?? '' } = fault;
  // A code of its own makes it another error than the usual one, of which only the message may remain.
  const { code = null, type, stage } = fault.code === undefined ? { ...usual, ...fault } : fault;
  return {
    status,
    code,
    type: type ?? code ?? 'invalid_request_error',
    message,
    stage: stage ?? (message.startsWith('<') ? 'inference' : 'service'),
    ...(fault.shape === undefined ? {} : { shape: fault.shape }),
  };
}
