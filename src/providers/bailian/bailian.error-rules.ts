import type { ErrorRule } from '../upstream/error-rules.js';

const REFUSED_KEY =
  'Model Studio refuses the key of this gateway; its operator must check the key and its region.';
const NO_ACCESS =
  'The Model Studio account of this gateway has no access to this model; its operator must grant it.';

/**
 * Model Studio's errors, compatible and native names, as documented on its error-code and rate-limit pages and seen in
 * recordings. Order matters: the account's and the operator's matters come before the plain statuses.
 */
export const BAILIAN_ERROR_RULES: readonly ErrorRule[] = [
  {
    code: /^(Arrearage|PrepaidBillOverdue|PostpaidBillOverdue|CommodityNotPurchased)$/,
    kind: 'upstream_arrears',
    say: 'The Model Studio account of this gateway is overdue or not activated; its operator must settle that.',
  },
  {
    message: /overdue (account|payment)/i,
    kind: 'upstream_arrears',
    say: 'The Model Studio account of this gateway is overdue; its operator must settle that.',
  },
  {
    code: /FreeTierOnly$/,
    kind: 'upstream_access',
    say: 'The free quota of this model is used up at Model Studio; the operator of this gateway must enable paid use.',
  },
  { code: /data_?inspection_?failed/i, kind: 'content_filter' },
  { message: /DataInspectionFailed|may contain inappropriate content/i, kind: 'content_filter' },
  { code: /^(limit_burst_rate|Throttling\.BurstRate)$/, kind: 'upstream_burst_limit' },
  { status: 429, message: /increased too quickly/i, kind: 'upstream_burst_limit' },
  // insufficient_quota is a limit of tokens in a minute here, not the end of a budget as with OpenAI.
  { code: /^(insufficient_quota|Throttling\.AllocationQuota)$/, kind: 'upstream_token_limit' },
  { code: /^(limit_requests|Throttling(\.RateQuota)?)$/, kind: 'upstream_request_limit' },
  { status: 429, kind: 'upstream_request_limit' },
  { status: 401, kind: 'upstream_auth', say: REFUSED_KEY },
  { code: /^(invalid_api_key|InvalidApiKey)$/, kind: 'upstream_auth', say: REFUSED_KEY },
  { code: /^(model_not_found|model_not_supported|ModelNotFound)$/i, kind: 'model_not_found' },
  { status: 404, kind: 'model_not_found' },
  { status: 403, kind: 'upstream_access', say: NO_ACCESS },
  { code: /^access_denied$|AccessDenied/, kind: 'upstream_access', say: NO_ACCESS },
  { message: /Range of input length should be/i, kind: 'context_length_exceeded' },
  {
    message: /maximum context length|exceeds? the (model's )?context/i,
    kind: 'context_length_exceeded',
  },
  { status: 413, kind: 'request_too_large' },
  { code: /^BadRequest\.TooLarge$/, kind: 'request_too_large' },
  { status: 400, kind: 'invalid_request' },
  { status: 422, kind: 'invalid_request' },
  // Inside a stream there is no status but 200: code and message tell, here and above.
  { status: 200, code: /^(invalid_|InvalidParameter)/, kind: 'invalid_request' },
  { code: /^(ModelUnavailable|ModelServingError)$/, kind: 'upstream_unavailable' },
  { status: 503, kind: 'upstream_unavailable' },
  { status: 504, kind: 'upstream_timeout' },
  { code: /^RequestTimeOut$/i, kind: 'upstream_timeout' },
];
