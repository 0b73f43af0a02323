import type { ErrorKindName } from '../../contracts/error-kinds.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { TotalTimeoutError } from './upstream-exchange.js';

interface FailureRow {
  readonly kind: ErrorKindName;
  readonly text: string;
}

/** undici's and the operating system's codes -> what the client is told. */
const FAILURES: Readonly<Record<string, FailureRow>> = {
  UND_ERR_CONNECT_TIMEOUT: { kind: 'upstream_timeout', text: 'could not be connected to in time; try again' },
  UND_ERR_HEADERS_TIMEOUT: {
    kind: 'upstream_timeout',
    text: 'did not begin to answer in time; try again, or ask for a stream',
  },
  UND_ERR_BODY_TIMEOUT: {
    kind: 'upstream_timeout',
    text: 'fell silent in the middle of its answer; try again',
  },
  TOTAL_TIMEOUT: {
    kind: 'upstream_timeout',
    text: 'did not finish its answer in time; ask for less in one request',
  },
  ECONNREFUSED: {
    kind: 'upstream_error',
    text: 'refused the connection; try again, and tell the operator if it stays so',
  },
  ECONNRESET: { kind: 'upstream_error', text: 'reset the connection; try again' },
  ENOTFOUND: { kind: 'upstream_error', text: 'has a host name that cannot be resolved; tell the operator' },
  UND_ERR_SOCKET: {
    kind: 'upstream_error',
    text: 'closed the connection before its answer was complete; try again',
  },
};
const UNKNOWN_FAILURE: FailureRow = {
  kind: 'upstream_error',
  text: 'could not be understood or reached; try again, and tell the operator if it stays so',
};

/** A failure below HTTP as the client sees it. The cause keeps the code and message only, for the log. */
export function describeTransportFailure(error: unknown, provider: string): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = error instanceof TotalTimeoutError ? 'TOTAL_TIMEOUT' : codeOf(error);
  const { kind, text } = FAILURES[code] ?? UNKNOWN_FAILURE;
  const cause = `${code}: ${error instanceof Error ? error.message : 'no message'}`;
  return new GatewayError(kind, `The upstream ${provider} ${text}.`, { cause });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? 'UNKNOWN' : codeOf(cause);
}
