import type { Call } from '../contracts/call.js';
import type { ErrorKind } from '../contracts/error-kinds.js';
import { asGatewayError, type GatewayError } from '../contracts/gateway-error.js';
import { statusOf, writeError } from '../dialects/messages/write-error.js';

/** An error as its client understands it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: object;
}

/** OpenAI's error envelope. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
    /** Which of the upstream's limits was hit, with 429 only. */
    readonly limit?: ErrorKind['limit'];
  };
}

export function renderErrorBody(error: GatewayError): ErrorBody {
  const { type, code, limit } = error.kind;
  const { param = null } = error.details;
  return { error: { message: error.message, type, param, code, ...(limit === undefined ? {} : { limit }) } };
}

export function renderErrorAnswer(error: GatewayError, { speaks, requestId }: Call): ErrorAnswer {
  if (speaks === undefined) return { status: error.kind.status, body: renderErrorBody(error) };
  return { status: statusOf(error), body: writeError(error, requestId) };
}

/** The last event of a stream that fails after its headers left. */
export function renderErrorEvent(error: unknown): string {
  return `data: ${JSON.stringify(renderErrorBody(asGatewayError(error)))}\n\n`;
}

/** Headers that go with an error. Retry-After is spread so that clients do not come back in step. */
export function errorHeaders(error: GatewayError): Readonly<Record<string, string>> {
  const { retryAfter, shouldRetry } = error.kind;
  const { allow, retryAfter: known } = error.details;
  return {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(known ?? withJitter(retryAfter)) }),
    ...(shouldRetry === undefined ? {} : { 'x-should-retry': 'false' }),
    ...(allow === undefined ? {} : { allow: allow.join(', ') }),
  };
}

function withJitter(seconds: number): number {
  return seconds + Math.floor(Math.random() * (seconds + 1));
}
