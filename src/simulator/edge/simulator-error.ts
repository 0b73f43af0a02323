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
  /** `native` is the shape of DashScope's own API. */
  readonly shape?: 'compatible' | 'native';
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

export function renderFailure(failure: Failure, requestId: string): Record<string, unknown> {
  const { message, type, param = null, code } = failure;
  if (failure.shape === 'native') return { code, message, request_id: requestId };
  const id = failure.stage === 'inference' ? { id: `chatcmpl-${requestId}` } : {};
  return { error: { message, type, param, code }, ...id, request_id: requestId };
}
