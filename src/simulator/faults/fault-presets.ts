import type { Fault } from './fault.js';

const DETAILS = 'For details, see: https://help.aliyun.com/zh/model-studio/error-code';

const moderation = {
  status: 400,
  code: 'data_inspection_failed',
  type: 'data_inspection_failed',
  message: `Input data may contain inappropriate content. ${DETAILS}#inappropriate-content`,
  stage: 'inference',
} as const satisfies Fault;

const requestLimit = `You have exceeded your current request limit. ${DETAILS}#rate-limit`;
const tokenLimit = 'Allocated quota exceeded, please increase your quota limit.';
const burstLimit =
  'Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale requests more smoothly over time.';
const overdue = `Access denied, please make sure your account is in good standing. ${DETAILS}#overdue-payment`;

/** States of an account and of the service, under the names that error codes give them. Type is the code where absent. */
export const FAULT_PRESETS: Readonly<Record<string, Fault>> = {
  invalid_parameter_error: {
    status: 400,
    code: 'invalid_parameter_error',
    type: 'invalid_request_error',
    message: '<400> InternalError.Algo.InvalidParameter: The request was refused.',
    stage: 'inference',
  },
  invalid_api_key: {
    status: 401,
    code: 'invalid_api_key',
    type: 'invalid_request_error',
    message: `Incorrect API key provided. ${DETAILS}#apikey-error`,
    stage: 'edge',
  },
  model_not_found: {
    status: 404,
    code: 'model_not_found',
    type: 'invalid_request_error',
    message: 'The model does not exist or you do not have access to it.',
    stage: 'edge',
  },
  Arrearage: { status: 400, code: 'Arrearage', message: overdue },
  FreeTierOnly: {
    status: 403,
    code: 'AllocationQuota.FreeTierOnly',
    message:
      'The free quota has been exhausted. To continue accessing the model on a paid basis, please complete your payment information.',
  },
  AccessDenied: { status: 403, code: 'access_denied', message: 'Access denied.' },
  'AccessDenied.Unpurchased': {
    status: 403,
    code: 'AccessDenied.Unpurchased',
    message: 'Access to model denied. Please make sure you are eligible for using the model.',
  },
  'Model.AccessDenied': { status: 403, code: 'Model.AccessDenied', message: 'Model access denied.' },
  'Workspace.AccessDenied': {
    status: 403,
    code: 'Workspace.AccessDenied',
    message: 'Workspace access denied.',
  },
  limit_requests: { status: 429, code: 'limit_requests', message: requestLimit },
  insufficient_quota: {
    status: 429,
    code: 'insufficient_quota',
    message: `You exceeded your current quota, please check your plan and billing details. ${DETAILS}#token-limit`,
  },
  limit_burst_rate: { status: 429, code: 'limit_burst_rate', message: burstLimit },
  Throttling: { status: 429, code: 'Throttling', message: requestLimit },
  'Throttling.RateQuota': { status: 429, code: 'Throttling.RateQuota', message: requestLimit },
  'Throttling.AllocationQuota': { status: 429, code: 'Throttling.AllocationQuota', message: tokenLimit },
  'Throttling.BurstRate': { status: 429, code: 'Throttling.BurstRate', message: burstLimit },
  CommodityNotPurchased: {
    status: 429,
    code: 'CommodityNotPurchased',
    message: 'Commodity has not purchased yet.',
  },
  PrepaidBillOverdue: { status: 429, code: 'PrepaidBillOverdue', message: 'The prepaid bill is overdue.' },
  PostpaidBillOverdue: { status: 429, code: 'PostpaidBillOverdue', message: 'The postpaid bill is overdue.' },
  data_inspection_failed: moderation,
  DataInspectionFailed: {
    ...moderation,
    message:
      '<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content.',
  },
  internal_server_error: {
    status: 500,
    code: 'internal_server_error',
    message: '<500> InternalError.Algo: list index out of range',
    stage: 'inference',
  },
  RequestTimeOut: {
    status: 500,
    code: 'RequestTimeOut',
    message: 'Request timed out, please try again later.',
  },
  ModelServingError: {
    status: 503,
    code: 'ModelServingError',
    message: 'Too many requests. Your requests are being throttled due to system capacity limits.',
  },
  ModelUnavailable: {
    status: 503,
    code: 'ModelUnavailable',
    message: 'Model is unavailable, please try again later.',
  },
};

/** What a bare status stands for. */
export const PRESET_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'invalid_parameter_error',
  401: 'invalid_api_key',
  403: 'AccessDenied',
  404: 'model_not_found',
  429: 'limit_requests',
  500: 'internal_server_error',
  503: 'ModelUnavailable',
};
