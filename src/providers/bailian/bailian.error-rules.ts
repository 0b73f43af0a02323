import type { ErrorRule } from '../upstream/error-rules.js';

const REFUSED_KEY =
  'Model Studio refuses the key of this gateway; its operator must check the key, and its region, workspace and plan.';
const NO_ACCESS =
  'The Model Studio account of this gateway has no access to this model; its operator must grant it.';
const FREE_QUOTA =
  'The free quota of this model is used up at Model Studio; the operator of this gateway must enable paid use.';
const REWORD =
  'Reword the message that it is about; if it stays in the history, each further request fails as well.';
const SHORTEN = 'Send a shorter input.';

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
    message: /overdue (account|payment)|account is in good standing/i,
    kind: 'upstream_arrears',
    say: 'The Model Studio account of this gateway is overdue; its operator must settle that.',
  },
  { code: /FreeTierOnly$/, kind: 'upstream_access', say: FREE_QUOTA },
  // Under the code of a throttle, but nothing that clears by itself.
  { message: /^free allocated quota exceeded/i, kind: 'upstream_access', say: FREE_QUOTA },
  { code: /data_?inspection_?failed/i, kind: 'content_filter', advise: REWORD },
  {
    message: /DataInspectionFailed|may contain inappropriate content/i,
    kind: 'content_filter',
    advise: REWORD,
  },
  {
    code: /^(FaqRuleBlocked|CustomRoleBlocked|IPInfringementSuspect)$/,
    kind: 'content_filter',
    advise: REWORD,
  },
  { code: /^(limit_burst_rate|Throttling\.BurstRate)$/, kind: 'upstream_burst_limit' },
  { status: 429, message: /increased too quickly/i, kind: 'upstream_burst_limit' },
  // A plan's own quotas: they say for how long in words of their own.
  { message: /(hour|week|month)\w* allocated quota exceeded/i, kind: 'upstream_token_limit' },
  // insufficient_quota is a limit of tokens in a minute here, not the end of a budget as with OpenAI, whose clients stop for
  // good when they read of plan and billing.
  {
    code: /^(insufficient_quota|Throttling\.AllocationQuota)$/,
    kind: 'upstream_token_limit',
    say: "Model Studio's limit of tokens in a minute is reached for this model.",
    advise: 'It clears within about a minute: try again then, or send fewer tokens.',
  },
  { code: /^(limit_requests|LimitRequests|Throttling(\.RateQuota)?)$/, kind: 'upstream_request_limit' },
  { status: 429, kind: 'upstream_request_limit' },
  { status: 401, kind: 'upstream_auth', say: REFUSED_KEY },
  { code: /^(invalid_api_key|InvalidApiKey)$/, kind: 'upstream_auth', say: REFUSED_KEY },
  // The hosts of plans say it with 403.
  { status: 403, message: /invalid api-?key/i, kind: 'upstream_auth', say: REFUSED_KEY },
  { code: /^WorkSpaceNotFound$|Workspace\.NotAuthori[sz]ed/i, kind: 'upstream_access', say: NO_ACCESS },
  { code: /^(model_not_found|model_not_supported|ModelNotFound)$/i, kind: 'model_not_found' },
  { status: 404, kind: 'model_not_found' },
  { status: 403, kind: 'upstream_access', say: NO_ACCESS },
  { code: /^access_denied$|AccessDenied/, kind: 'upstream_access', say: NO_ACCESS },
  {
    message:
      /Range of input length should be|token length exceeds? model limit|maximum context length|exceeds? the (model's )?context/i,
    kind: 'context_length_exceeded',
    advise: SHORTEN,
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
  { code: /^(RequestTimeOut|ResponseTimeout|InternalError\.Timeout)$/i, kind: 'upstream_timeout' },
];
