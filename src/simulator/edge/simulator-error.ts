import type { ErrorShape } from './door.js';

/**
 * Where a request fails decides how the answer looks: the edge sends no `x-dashscope-call-gateway`, and only the inference
 * stage has a completion id.
 */
export type FailureStage = 'edge' | 'service' | 'inference';

export interface Failure {
  readonly status: number;
  readonly code: string | null;
  readonly type: string;
  readonly message: string;
  readonly param?: string;
  readonly stage: FailureStage;
  /** That of the door, if absent. */
  readonly shape?: ErrorShape;
  /** The `id` in the answer is the bare request id. */
  readonly hasBareId?: boolean;
}

/** A request that ends in an error answer. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';

  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** A parameter that the service refuses before the model sees it. */
export function createParameterError(message: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'invalid_parameter_error',
    type: 'invalid_request_error',
    message,
    stage: 'service',
  });
}

/** A parameter that the inference stage refuses: its prefix on the message, and a completion id in the answer. */
export function createInferenceError(message: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'invalid_parameter_error',
    type: 'invalid_request_error',
    message: `<400> InternalError.Algo.InvalidParameter: ${message}`,
    stage: 'inference',
  });
}

/** What the compatible doors' codes are called by DashScope's own API. */
const NATIVE_CODES: Readonly<Record<string, string>> = {
  invalid_parameter_error: 'InvalidParameter',
  invalid_request_error: 'InvalidApiKey',
  invalid_api_key: 'InvalidApiKey',
  model_not_found: 'ModelNotFound',
  limit_requests: 'Throttling.RateQuota',
  insufficient_quota: 'Throttling.AllocationQuota',
  limit_burst_rate: 'Throttling.BurstRate',
  data_inspection_failed: 'DataInspectionFailed',
  internal_server_error: 'InternalError',
};

const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
};

export function renderFailure(
  failure: Failure,
  { requestId, shape }: { requestId: string; shape: ErrorShape },
): Record<string, unknown> {
  const { message, type, param = null, code } = failure;
  switch (failure.shape ?? shape) {
    case 'native':
      return { code: NATIVE_CODES[code ?? type] ?? code ?? type, message, request_id: requestId };
    case 'anthropic':
      return { type: 'error', error: { type: nameAnthropicType(failure), traceId: requestId, message } };
    case 'compatible': {
      const id = failure.hasBareId === true ? requestId : `chatcmpl-${requestId}`;
      const ids = failure.stage === 'inference' ? { id } : {};
      return { error: { message, type, param, code }, ...ids, request_id: requestId };
    }
  }
}

function nameAnthropicType({ status }: Failure): string {
  return ANTHROPIC_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}
