import type { ErrorKindName } from '../../contracts/error-kinds.js';
import type { GatewayError } from '../../contracts/gateway-error.js';

/** Anthropic's error envelope. */
export interface MessagesError {
  readonly type: 'error';
  readonly error: { readonly type: string; readonly message: string };
  readonly request_id?: string;
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

/** Where Anthropic's status for the same thing differs. */
const STATUSES: ReadonlyMap<ErrorKindName, number> = new Map([['upstream_unavailable', 529]]);

/** Texts by which clients know what to do: Claude Code makes its conversation shorter. */
const OPENINGS: ReadonlyMap<ErrorKindName, string> = new Map([
  ['context_length_exceeded', 'prompt is too long: '],
]);

/** The status of an error in Anthropic's words. */
export function statusOf({ kindName, kind }: GatewayError): number {
  return STATUSES.get(kindName) ?? kind.status;
}

export function writeError(error: GatewayError, requestId?: string): MessagesError {
  const status = statusOf(error);
  const type = TYPES.get(status) ?? (status < 500 ? 'invalid_request_error' : 'api_error');
  return {
    type: 'error',
    error: { type, message: (OPENINGS.get(error.kindName) ?? '') + nameField(error) },
    ...(requestId === undefined ? {} : { request_id: requestId }),
  };
}

/** The envelope has no place of its own for the field that is wrong. */
function nameField({ message, details: { param } }: GatewayError): string {
  return param === undefined || message.includes(param) ? message : `${param}: ${message}`;
}
