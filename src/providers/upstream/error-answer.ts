import type { Call } from '../../contracts/call.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { parseJson } from './parse-json.js';
import { firstHeader } from './response-headers.js';
import type { ExchangeResponse } from './upstream-exchange.js';

export interface ErrorAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
  readonly requestId?: string;
}

/** Whose answer it is, and how its errors are read. */
export interface ErrorReader {
  readonly provider: string;
  /** An answer that is an error, whatever its shape -> the gateway's error. */
  toError(answer: ErrorAnswer): GatewayError;
}

/** The error that an answer stands for which is not what was asked for, such as "completion". */
export function readRefusal(reader: ErrorReader, response: ExchangeResponse, wanted: string): GatewayError {
  const { status, headers, data } = response;
  const requestId = firstHeader(headers, 'x-request-id');
  const body = parseJson(typeof data === 'string' ? data : '');
  const isError = status >= 400 || (typeof body === 'object' && body !== null && 'error' in body);
  if (isError) return reader.toError({ status, body, requestId });
  const what = status === 200 ? `something that is not the ${wanted} asked for` : `status ${status}`;
  return new GatewayError(
    'upstream_error',
    `The upstream ${reader.provider} answered with ${what}; try again.`,
    {
      upstreamRequestId: requestId,
    },
  );
}

/** Keeps the upstream's id of the request for the answer's headers and the log. */
export function noteRequestId(response: ExchangeResponse, call: Call): string | undefined {
  const requestId = firstHeader(response.headers, 'x-request-id');
  if (call.attempt !== undefined) call.attempt.upstreamRequestId = requestId;
  return requestId;
}
