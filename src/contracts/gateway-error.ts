import { ERROR_KINDS, type ErrorKind, type ErrorKindName } from './error-kinds.js';

export interface GatewayErrorDetails {
  /** The client's field that is wrong, e.g. `messages[1]`. */
  readonly param?: string;
  readonly upstreamRequestId?: string;
  /** Seconds until it is worth another try, where that is known better than by the kind. */
  readonly retryAfter?: number;
  /** Methods a 405 names in its Allow header. */
  readonly allow?: readonly string[];
  /** Kept for the log; never shown to clients. */
  readonly cause?: unknown;
}

/**
 * Every failure that a client sees. Its kind fixes status, type and code (`error-kinds.ts`); its message says what to do
 * and contains neither secrets nor request bodies.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly kindName: ErrorKindName,
    message: string,
    readonly details: GatewayErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.kindName];
  }
}

/** An error that nobody expected tells the client nothing but that. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError(
    'internal_error',
    'The gateway failed on this request. Try again, and give its operator the x-request-id: the log says why.',
    {
      cause: error,
    },
  );
}
