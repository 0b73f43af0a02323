/** How one kind of failure looks to a client: OpenAI's envelope fields, and headers of ours where the kind always has them. */
export interface ErrorKind {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  /** Seconds; jitter is added so that clients do not come back in step. */
  readonly retryAfter?: number;
  /** False tells the official clients not to try again (`x-should-retry: false`): that alone cannot help. */
  readonly shouldRetry?: false;
  /** `error.limit`: which of the upstream's limits was hit. */
  readonly limit?: 'requests' | 'tokens' | 'burst';
}

const KINDS = {
  invalid_request: { status: 400, type: 'invalid_request_error', code: null },
  invalid_json: { status: 400, type: 'invalid_request_error', code: 'invalid_json' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error', code: 'context_length_exceeded' },
  content_filter: { status: 400, type: 'invalid_request_error', code: 'content_filter' },
  unsupported_file: { status: 400, type: 'invalid_request_error', code: 'unsupported_file' },
  previous_response_not_found: {
    status: 400,
    type: 'invalid_request_error',
    code: 'previous_response_not_found',
  },
  invalid_api_key: { status: 401, type: 'authentication_error', code: 'invalid_api_key' },
  permission_denied: { status: 403, type: 'permission_error', code: 'permission_denied' },
  model_not_found: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  not_found: { status: 404, type: 'invalid_request_error', code: 'not_found' },
  unknown_route: { status: 404, type: 'invalid_request_error', code: 'unknown_route' },
  method_not_allowed: { status: 405, type: 'invalid_request_error', code: 'method_not_allowed' },
  conflict: { status: 409, type: 'invalid_request_error', code: 'conflict' },
  precondition_failed: { status: 412, type: 'invalid_request_error', code: 'precondition_failed' },
  request_too_large: { status: 413, type: 'request_too_large', code: 'request_too_large' },
  range_not_satisfiable: { status: 416, type: 'invalid_request_error', code: 'range_not_satisfiable' },
  headers_too_large: { status: 431, type: 'invalid_request_error', code: 'headers_too_large' },
  rate_limited: { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded', retryAfter: 1 },
  upstream_request_limit: {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    retryAfter: 1,
    limit: 'requests',
  },
  upstream_token_limit: {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    retryAfter: 10,
    limit: 'tokens',
  },
  upstream_burst_limit: {
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    retryAfter: 5,
    limit: 'burst',
  },
  upstream_auth: { status: 502, type: 'upstream_error', code: 'upstream_auth', shouldRetry: false },
  upstream_access: { status: 502, type: 'upstream_error', code: 'upstream_access', shouldRetry: false },
  upstream_arrears: { status: 502, type: 'upstream_error', code: 'upstream_arrears', shouldRetry: false },
  upstream_error: { status: 502, type: 'upstream_error', code: 'upstream_error' },
  upstream_unavailable: { status: 503, type: 'upstream_error', code: 'upstream_unavailable', retryAfter: 5 },
  upstream_timeout: { status: 504, type: 'upstream_error', code: 'upstream_timeout' },
  store_unavailable: { status: 503, type: 'server_error', code: 'store_unavailable', retryAfter: 2 },
  upload_space_full: { status: 503, type: 'server_error', code: 'upload_space_full', retryAfter: 5 },
  shutting_down: { status: 503, type: 'server_error', code: 'shutting_down', retryAfter: 1 },
  internal_error: { status: 500, type: 'server_error', code: 'internal_error' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorKindName = keyof typeof KINDS;

export const ERROR_KINDS: Readonly<Record<ErrorKindName, ErrorKind>> = KINDS;
