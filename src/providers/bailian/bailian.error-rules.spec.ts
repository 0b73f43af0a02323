import { describe, expect, it } from 'vitest';
import type { ErrorKindName } from '../../contracts/error-kinds.js';
import { classifyError } from '../upstream/error-rules.js';
import { BAILIAN_ERROR_RULES } from './bailian.error-rules.js';

interface Row {
  readonly status: number;
  readonly code: string | null;
  /** Where it differs from the code. */
  readonly type?: string;
  readonly message: string;
  readonly kind: ErrorKindName;
}

const INVALID = { code: 'invalid_parameter_error', type: 'invalid_request_error' };

/** The error table of Model Studio's compatible interface, documented and seen. */
const COMPATIBLE: readonly Row[] = [
  {
    status: 401,
    code: 'invalid_api_key',
    type: 'invalid_request_error',
    message:
      'Incorrect API key provided. For details, see: https://help.aliyun.com/zh/model-studio/error-code#apikey-error',
    kind: 'upstream_auth',
  },
  {
    status: 401,
    code: null,
    type: 'invalid_request_error',
    message: "You didn't provide an API key. You need to provide your API key in an Authorization header.",
    kind: 'upstream_auth',
  },
  {
    status: 404,
    code: 'model_not_found',
    type: 'invalid_request_error',
    message: 'The model `bad model` does not exist or you do not have access to it.',
    kind: 'model_not_found',
  },
  {
    status: 404,
    code: 'model_not_supported',
    message: 'Unsupported model xxx for OpenAI compatibility mode.',
    kind: 'model_not_found',
  },
  {
    ...INVALID,
    status: 400,
    message:
      '<400> InternalError.Algo.InvalidParameter: The tool_choice parameter does not support being set',
    kind: 'invalid_request',
  },
  { ...INVALID, status: 400, message: 'you must provide a model parameter', kind: 'invalid_request' },
  { ...INVALID, status: 400, message: "[] is too short - 'messages'", kind: 'invalid_request' },
  { ...INVALID, status: 400, message: 'Range of max_tokens should be [1, 8192]', kind: 'invalid_request' },
  {
    ...INVALID,
    status: 400,
    message: '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
    kind: 'context_length_exceeded',
  },
  {
    status: 400,
    code: 'InvalidParameter',
    message: '<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid: input.contents',
    kind: 'invalid_request',
  },
  {
    status: 400,
    code: 'Arrearage',
    message:
      'Access denied, please make sure your account is in good standing. For details, see: …#overdue-payment',
    kind: 'upstream_arrears',
  },
  {
    status: 403,
    code: 'AccessDenied',
    message: 'Access denied due to overdue account',
    kind: 'upstream_arrears',
  },
  {
    status: 400,
    code: 'data_inspection_failed',
    message: 'Input data may contain inappropriate content. For details, see: …#inappropriate-content',
    kind: 'content_filter',
  },
  {
    ...INVALID,
    status: 400,
    message:
      '<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.',
    kind: 'content_filter',
  },
  {
    status: 403,
    code: 'AllocationQuota.FreeTierOnly',
    message: 'The free quota has been exhausted. To continue accessing the model on a paid basis, …',
    kind: 'upstream_access',
  },
  {
    status: 429,
    code: 'insufficient_quota',
    message: 'Free allocated quota exceeded.',
    kind: 'upstream_access',
  },
  {
    status: 400,
    code: 'invalid_parameter_error',
    message: 'Total message token length exceed model limit (10000000 tokens).',
    kind: 'context_length_exceeded',
  },
  ...['FaqRuleBlocked', 'IPInfringementSuspect'].map((code): Row => ({
    status: 400,
    code,
    message: 'Blocked.',
    kind: 'content_filter',
  })),
  // The hosts of plans.
  { status: 401, code: null, message: 'invalid access token or token expired', kind: 'upstream_auth' },
  { status: 403, code: null, message: 'invalid api-key', kind: 'upstream_auth' },
  ...['hour', 'week', 'month'].map((period): Row => ({
    status: 429,
    code: null,
    message: `${period} allocated quota exceeded`,
    kind: 'upstream_token_limit',
  })),
  {
    status: 429,
    code: null,
    message: 'concurrency allocated quota exceeded',
    kind: 'upstream_request_limit',
  },
  { status: 404, code: 'WorkSpaceNotFound', message: 'WorkSpace can not be found.', kind: 'upstream_access' },
  { status: 500, code: 'ResponseTimeout', message: 'Response timeout!', kind: 'upstream_timeout' },
  ...['access_denied', 'AccessDenied', 'AccessDenied.Unpurchased', 'Model.AccessDenied'].map((code): Row => ({
    status: 403,
    code,
    message: 'Model access denied.',
    kind: 'upstream_access',
  })),
  ...['Workspace.AccessDenied', 'Endpoint.AccessDenied'].map((code): Row => ({
    status: 403,
    code,
    message: 'Access denied.',
    kind: 'upstream_access',
  })),
  {
    status: 429,
    code: 'limit_requests',
    message: 'You have exceeded your current request limit. For details, see: …#rate-limit',
    kind: 'upstream_request_limit',
  },
  {
    status: 429,
    code: 'limit_requests',
    message: 'You exceeded your current requests list.',
    kind: 'upstream_request_limit',
  },
  {
    status: 429,
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details. …#token-limit',
    kind: 'upstream_token_limit',
  },
  {
    status: 429,
    code: 'insufficient_quota',
    message: 'Allocated quota exceeded, please increase your quota limit.',
    kind: 'upstream_token_limit',
  },
  {
    status: 429,
    code: 'limit_burst_rate',
    message: 'Request rate increased too quickly. To ensure system stability, …',
    kind: 'upstream_burst_limit',
  },
  {
    status: 500,
    code: 'internal_server_error',
    message: '<500> InternalError.Algo: list index out of range',
    kind: 'upstream_error',
  },
  { status: 500, code: 'internal_error', message: 'An internal error has occurred.', kind: 'upstream_error' },
  { status: 500, code: 'RequestTimeOut', message: 'Request timed out.', kind: 'upstream_timeout' },
  {
    status: 500,
    code: 'ModelServingError',
    message: 'Too many requests. Your requests are being throttled due to system capacity limits.',
    kind: 'upstream_unavailable',
  },
  { status: 503, code: 'ModelServingError', message: 'Too many requests.', kind: 'upstream_unavailable' },
  {
    status: 503,
    code: 'ModelUnavailable',
    message: 'Model is temporarily unavailable.',
    kind: 'upstream_unavailable',
  },
  { status: 504, code: null, message: 'upstream request timeout', kind: 'upstream_timeout' },
  { status: 413, code: 'BadRequest.TooLarge', message: 'Payload Too Large.', kind: 'request_too_large' },
];

/** Names of the native interface, in its own shape. */
const NATIVE: readonly Row[] = [
  { status: 401, code: 'InvalidApiKey', message: 'Invalid API-key provided.', kind: 'upstream_auth' },
  { status: 400, code: 'InvalidParameter', message: 'url error', kind: 'invalid_request' },
  { status: 400, code: 'Arrearage', message: 'Access denied.', kind: 'upstream_arrears' },
  { status: 400, code: 'DataInspectionFailed', message: 'Input data rejected.', kind: 'content_filter' },
  { status: 404, code: 'ModelNotFound', message: 'Model can not be found.', kind: 'model_not_found' },
  { status: 429, code: 'Throttling', message: 'Slow down.', kind: 'upstream_request_limit' },
  { status: 429, code: 'Throttling.RateQuota', message: 'Slow down.', kind: 'upstream_request_limit' },
  { status: 429, code: 'Throttling.AllocationQuota', message: 'Slow down.', kind: 'upstream_token_limit' },
  { status: 429, code: 'Throttling.BurstRate', message: 'Slow down.', kind: 'upstream_burst_limit' },
  ...['CommodityNotPurchased', 'PrepaidBillOverdue', 'PostpaidBillOverdue'].map((code): Row => ({
    status: 429,
    code,
    message: 'Commodity has not purchased yet.',
    kind: 'upstream_arrears',
  })),
];

function classify(status: number, body: unknown) {
  return classifyError({ status, body, requestId: 'r-1' }, BAILIAN_ERROR_RULES, 'bailian');
}

function toBody({ code, type = code ?? 'invalid_request_error', message }: Row) {
  return { error: { message, type, param: null, code }, request_id: 'r-1' };
}

describe('the errors of Model Studio', () => {
  it.each(COMPATIBLE)('compatible: $status $code "$message" -> $kind', (row) => {
    expect(classify(row.status, toBody(row)).kindName).toBe(row.kind);
  });

  it.each(NATIVE)('native: $status $code -> $kind', ({ status, code, message, kind }) => {
    expect(classify(status, { code, message, request_id: 'r-1' }).kindName).toBe(kind);
  });

  it.each(COMPATIBLE.filter(({ status, message }) => status === 400 || message.startsWith('<')))(
    'inside a stream: $code "$message" -> $kind',
    (row) => {
      expect(classify(200, toBody(row)).kindName).toBe(row.kind);
    },
  );

  it.each(COMPATIBLE.filter(({ status, code }) => (status === 429 || status === 404) && code !== null))(
    'inside a stream: $code -> $kind',
    (row) => {
      expect(classify(200, toBody(row)).kindName).toBe(row.kind);
    },
  );

  it.each(
    COMPATIBLE.filter(({ kind }) => ['upstream_auth', 'upstream_access', 'upstream_arrears'].includes(kind)),
  )("tells the client of $status $code in words of ours, not the upstream's", (row) => {
    const { message } = classify(row.status, toBody(row));
    expect(message).toMatch(/operator/);
    expect(message).not.toContain(row.message);
    expect(message).not.toMatch(/https?:/);
  });

  const page = 'https://help.aliyun.com/zh/model-studio/error-code#token-limit';

  it('does not speak of plan and billing where a minute has to pass, and keeps the page', () => {
    const message = `You exceeded your current quota, please check your plan and billing details. For details, see: ${page}`;
    const body = toBody({ status: 429, code: 'insufficient_quota', message, kind: 'upstream_token_limit' });
    const said = classify(429, body).message;
    expect(said).toMatch(/in a minute.*try again/);
    expect(said).not.toMatch(/billing|quota/);
    expect(said).toContain(page);
  });

  it.each([
    [
      'data_inspection_failed',
      'Input data may contain inappropriate content',
      /content\. Reword the message/,
    ],
    ['invalid_parameter_error', 'Range of input length should be [1, 9]', /9\]\. Send a shorter input/],
  ])('adds to the words of %s what is to be done', (code, message, said) => {
    const body = toBody({ status: 400, code, message, kind: 'content_filter' });
    expect(classify(400, body).message).toMatch(said);
  });

  it('loses the stage prefix of a message', () => {
    const body = toBody({
      ...INVALID,
      status: 400,
      message: '<400> InternalError.Algo.InvalidParameter: Bad: x',
      kind: 'invalid_request',
    });
    expect(classify(400, body).message).toBe('Bad: x');
  });
});
